using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.Slack;

/// <summary>The app as Slack knows it: fixed ids, and made-up secrets that open this stand-in and nothing else.</summary>
internal sealed class SlackIdentity(int seed)
{
    public const string Team = "T0SANDBOX";
    public const string Domain = "sandbox";
    public const string App = "A0SPENDWALL";
    public const string BotUser = "U0SPENDWALL";
    public const string Bot = "B0SPENDWALL";
    public const string BotName = "spendwall";

    public string BotToken { get; } = $"xoxb-{StableHash.Hex("bot", seed)[..24]}";

    public string AppToken { get; } = $"xapp-1-{App}-{StableHash.Hex("app", seed)[..24]}";

    public string SigningSecret { get; } = StableHash.Hex("signing", seed)[..32];
}
