using Spendwall.Bot.Configuration;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Sandbox.Scenarios;

namespace Spendwall.Bot.Sandbox;

/// <summary>Everything the bot needs to run in the Sandbox, and nothing of the user's: stand-ins, clock, settings.</summary>
internal sealed record SandboxEnvironment(SandboxUrls Urls, SandboxKeys Keys, ScaledClock Clock, string DatabasePath, int HistoryDays, string Story, SandboxChat Chat = SandboxChat.Terminal)
{
    public const string OpenRouterAccount = "openrouter-main";
    public const string OpenAIAccount = "openai-acme";
    public const string Owner = "@dana";

    /// <summary>The same person in the stand-in workspace.</summary>
    public const string SlackOwner = "slack:U0DANA";
    public const string SlackChannel = "slack:#ai-spend";

    /// <summary>The same person in the stand-in guild.</summary>
    public const string DiscordOwner = $"discord:{DiscordDirectory.Dana}";
    public const string DiscordChannel = $"discord:{DiscordDirectory.AiSpend}";

    /// <summary>What the Sandbox asks by itself, once the bot has its first data.</summary>
    public static readonly IReadOnlyList<string> FirstCommands = ["/runway"];

    /// <summary>What people type while it runs; a bot that joins a world types nothing.</summary>
    public IReadOnlyList<ScriptLine> Script { get; init; } = [];

    /// <summary>Complete settings for the bot, made once; environment variables and settings files are not asked.</summary>
    public SpendwallOptions Settings { get; } = SandboxSettings.For(Urls, Keys, Clock.Speed, DatabasePath, HistoryDays, Chat);
}

/// <summary>Base URLs as the settings take them; null where a provider is not stood in for.</summary>
/// <param name="Slack">Ends in <c>/api/</c>; the control paths are beside it, under <c>/__control</c>.</param>
/// <param name="Discord">Ends in <c>/api/v10/</c>; the control paths as with Slack.</param>
internal sealed record SandboxUrls(string? OpenRouter, string? OpenAI, string? Slack = null, string? Discord = null);

/// <summary>Made-up keys: they open the stand-ins and nothing else.</summary>
internal sealed record SandboxKeys(
    string? OpenRouterManagement,
    string? OpenRouterInference,
    string? OpenAIAdmin,
    string? SlackBotToken = null,
    string? SlackAppToken = null,
    string? SlackSigningSecret = null,
    string? DiscordToken = null,
    string? DiscordApplicationId = null,
    string? DiscordGuildId = null);
