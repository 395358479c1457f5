using System.Text.Json.Nodes;
using Spendwall.Bot.Benchmarks.Ledger;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Benchmarks.World;

/// <summary>A team with one account at each provider, as a settings file.</summary>
internal sealed record WorldSettings(string Database)
{
    public const string OpenRouter = LedgerData.Account;

    public const string OpenAI = "openai-acme";

    public string OpenRouterUrl { get; init; } = "http://127.0.0.1:9/api/v1";

    public string OpenAIUrl { get; init; } = "http://127.0.0.1:9/v1";

    public string ManagementKey { get; init; } = "sk-or-v1-bench";

    public string AdminKey { get; init; } = "sk-admin-bench";

    public string Listen { get; init; } = "http://127.0.0.1:0";

    /// <summary>Writes the file and reads it as the bot does.</summary>
    public LoadedSettings Save(string path)
    {
        var root = new JsonObject
        {
            [SpendwallOptions.Section] = new JsonObject
            {
                ["Storage"] = new JsonObject { ["ConnectionString"] = $"Data Source={Database}" },
                ["Accounts"] = new JsonArray(
                    Account(OpenRouter, "OpenRouter", OpenRouterUrl, ManagementKey, null),
                    Account(OpenAI, "OpenAI", OpenAIUrl, AdminKey, 50_000)),
                ["Http"] = new JsonObject { ["Urls"] = Listen },
            },
        };
        File.WriteAllText(path, root.ToJsonString());

        return SettingsLoader.Load(path, Path.GetDirectoryName(path)!, new Dictionary<string, string>());
    }

    private static JsonObject Account(string name, string provider, string url, string key, decimal? budget) => new()
    {
        ["Name"] = name,
        ["Provider"] = provider,
        ["ApiKey"] = key,
        ["BaseUrl"] = url,
        ["MonthlyBudget"] = budget,
        ["Owner"] = "@dana",
        ["Channels"] = new JsonArray("terminal"),
    };
}
