using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Sandbox;

/// <summary>The bot's settings against the stand-ins.</summary>
internal static class SandboxSettings
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromDays(1);

    public static SpendwallOptions For(
        SandboxUrls urls, SandboxKeys keys, double speed, string databasePath, int historyDays, SandboxChat chat = SandboxChat.Terminal) => new()
        {
            Storage = new() { ConnectionString = $"Data Source={databasePath}" },
            Accounts = [.. Accounts(urls, keys, speed, historyDays, chat)],
            Admins = [.. chat == SandboxChat.Terminal ? [] : Owners(chat)],
            Slack = chat.HasSlack() ? Slack(urls, keys) : new(),
            Discord = chat.HasDiscord() ? Discord(urls, keys) : new(),
            Terminal = new() { Enabled = true },
            Summary = new() { Channels = [.. Channels(chat)] },
            Http = new() { Urls = "http://127.0.0.1:0" },
        };

    private static IEnumerable<string> Channels(SandboxChat chat) => chat switch
    {
        SandboxChat.Slack => [SandboxEnvironment.SlackChannel],
        SandboxChat.Discord => [SandboxEnvironment.DiscordChannel],
        SandboxChat.Both => [SandboxEnvironment.SlackChannel, SandboxEnvironment.DiscordChannel],
        _ => ["terminal"],
    };

    /// <summary>The same person everywhere; an account has one owner, so the first is called where both are.</summary>
    private static IEnumerable<string> Owners(SandboxChat chat) => chat switch
    {
        SandboxChat.Slack => [SandboxEnvironment.SlackOwner],
        SandboxChat.Discord => [SandboxEnvironment.DiscordOwner],
        SandboxChat.Both => [SandboxEnvironment.SlackOwner, SandboxEnvironment.DiscordOwner],
        _ => [SandboxEnvironment.Owner],
    };

    private static DiscordOptions Discord(SandboxUrls urls, SandboxKeys keys) => new()
    {
        Enabled = true,
        Token = new(keys.DiscordToken ?? ""),
        ApplicationId = keys.DiscordApplicationId ?? "",
        GuildIds = keys.DiscordGuildId is { } guild ? [guild] : [],
        ApiUrl = urls.Discord ?? throw new ArgumentException("There is no stand-in of Discord.", nameof(urls)),
    };

    private static SlackOptions Slack(SandboxUrls urls, SandboxKeys keys) => new()
    {
        Enabled = true,
        Mode = "Socket",
        BotToken = new(keys.SlackBotToken ?? ""),
        AppToken = new(keys.SlackAppToken ?? ""),
        SigningSecret = new(keys.SlackSigningSecret ?? ""),
        ApiUrl = urls.Slack ?? throw new ArgumentException("There is no stand-in of Slack.", nameof(urls)),
    };

    private static IEnumerable<AccountOptions> Accounts(SandboxUrls urls, SandboxKeys keys, double speed, int historyDays, SandboxChat chat)
    {
        string owner = Owners(chat).First();
        if (urls.OpenRouter is { } openRouter)
        {
            yield return new()
            {
                Name = SandboxEnvironment.OpenRouterAccount,
                Provider = ProviderKind.OpenRouter,
                ApiKey = new(keys.OpenRouterManagement ?? ""),
                InferenceKey = new(keys.OpenRouterInference ?? ""),
                BaseUrl = openRouter,
                PollEvery = PollEvery(speed, TimeSpan.FromMinutes(1)),
                BackfillDays = historyDays,
                Owner = owner,
                Channels = [.. Channels(chat)],
            };
        }

        if (urls.OpenAI is { } openAI)
        {
            yield return new()
            {
                Name = SandboxEnvironment.OpenAIAccount,
                Provider = ProviderKind.OpenAI,
                ApiKey = new(keys.OpenAIAdmin ?? ""),
                BaseUrl = openAI,
                PollEvery = PollEvery(speed, TimeSpan.FromMinutes(5)),
                MonthlyBudget = 2_000,
                BackfillDays = historyDays,
                Owner = owner,
                Channels = [.. Channels(chat)],
            };
        }
    }

    /// <summary>The usual cadence, or one real second if that is longer: the machine is not the thing to test here.</summary>
    private static TimeSpan PollEvery(double speed, TimeSpan usual)
    {
        var realSecond = TimeSpan.FromSeconds(Math.Ceiling(speed));

        return realSecond > LongestPoll ? LongestPoll : realSecond > usual ? realSecond : usual;
    }
}
