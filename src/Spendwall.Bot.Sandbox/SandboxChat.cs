namespace Spendwall.Bot.Sandbox;

/// <summary>Where the bot speaks.</summary>
internal enum SandboxChat
{
    Terminal,
    Slack,
    Discord,

    /// <summary>In Slack and in Discord at once.</summary>
    Both,
}

/// <summary>Which platforms a choice means, and how it is written.</summary>
internal static class SandboxChats
{
    public static readonly string[] Names = [.. Enum.GetNames<SandboxChat>().Select(static name => name.ToLowerInvariant())];

    public static bool HasSlack(this SandboxChat chat) => chat is SandboxChat.Slack or SandboxChat.Both;

    public static bool HasDiscord(this SandboxChat chat) => chat is SandboxChat.Discord or SandboxChat.Both;
}
