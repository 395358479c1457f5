namespace Spendwall.Bot.Sandbox.Discord.World;

/// <summary>The bits that matter to a bot that posts. https://docs.discord.com/developers/topics/permissions</summary>
[Flags]
internal enum DiscordPermissions : ulong
{
    None = 0,
    Administrator = 1UL << 3,
    ManageGuild = 1UL << 5,
    AddReactions = 1UL << 6,
    ViewChannel = 1UL << 10,
    SendMessages = 1UL << 11,
    ManageMessages = 1UL << 13,
    EmbedLinks = 1UL << 14,
    AttachFiles = 1UL << 15,
    ReadMessageHistory = 1UL << 16,
    MentionEveryone = 1UL << 17,
    UseApplicationCommands = 1UL << 31,
    ManageThreads = 1UL << 34,
    CreatePublicThreads = 1UL << 35,
    SendMessagesInThreads = 1UL << 38,
    PinMessages = 1UL << 51,
    Everything = ulong.MaxValue >> 11,
}

/// <summary>What a channel changes for a role or a member.</summary>
/// <param name="Id">Of the role or the user.</param>
internal sealed record DiscordOverwrite(string Id, bool IsMember, DiscordPermissions Allow, DiscordPermissions Deny);
