namespace Spendwall.Bot.Sandbox;

/// <summary>Where the bot speaks.</summary>
internal enum SandboxChat
{
    Terminal,
    Slack,
}

/// <summary>What of it the bot can do in this version.</summary>
internal static class SandboxChats
{
    /// <summary>Whether <c>--chat slack</c> runs the bot: true once its composition has the Slack adapter.</summary>
    public static bool SlackRuns => true;

    public static bool Runs(string name) => name == "terminal" || (name == "slack" && SlackRuns);

    public static string Rule => SlackRuns
        ? "is terminal or slack; a Discord stand-in does not exist yet"
        : "is terminal; the bot does not speak Slack or Discord yet. With --serve a stand-in workspace of Slack is there for other programs";
}
