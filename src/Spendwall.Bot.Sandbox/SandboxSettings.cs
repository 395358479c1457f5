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
            Admins = chat == SandboxChat.Slack ? [SandboxEnvironment.SlackOwner] : [],
            Slack = chat == SandboxChat.Slack ? Slack(urls, keys) : new(),
            Terminal = new() { Enabled = true },
            Summary = new() { Channels = [Channel(chat)] },
            Http = new() { Urls = "http://127.0.0.1:0" },
        };

    private static string Channel(SandboxChat chat) => chat == SandboxChat.Slack ? SandboxEnvironment.SlackChannel : "terminal";

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
        string owner = chat == SandboxChat.Slack ? SandboxEnvironment.SlackOwner : SandboxEnvironment.Owner;
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
                Channels = [Channel(chat)],
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
                Channels = [Channel(chat)],
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
