using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Sandbox;

/// <summary>The bot's settings against the stand-ins.</summary>
internal static class SandboxSettings
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromDays(1);

    public static SpendwallOptions For(SandboxUrls urls, SandboxKeys keys, double speed, string databasePath, int historyDays) => new()
    {
        Storage = new() { ConnectionString = $"Data Source={databasePath}" },
        Accounts = [.. Accounts(urls, keys, speed, historyDays)],
        Terminal = new() { Enabled = true },
        Summary = new() { Channels = ["terminal"] },
        Http = new() { Urls = "http://127.0.0.1:0" },
    };

    private static IEnumerable<AccountOptions> Accounts(SandboxUrls urls, SandboxKeys keys, double speed, int historyDays)
    {
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
                Owner = SandboxEnvironment.Owner,
                Channels = ["terminal"],
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
                Owner = SandboxEnvironment.Owner,
                Channels = ["terminal"],
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
