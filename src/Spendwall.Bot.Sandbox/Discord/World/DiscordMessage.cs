using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Discord.World;

[Flags]
internal enum MessageFlags
{
    None = 0,
    SuppressEmbeds = 1 << 2,
    HasThread = 1 << 5,
    Ephemeral = 1 << 6,
    Loading = 1 << 7,
    SuppressNotifications = 1 << 12,
    ComponentsV2 = 1 << 15,
}

/// <summary>What a message says: everything that an edit replaces.</summary>
/// <param name="Embeds">A list, as it was sent and taken.</param>
/// <param name="Components">A list, with the ids that Discord adds.</param>
internal sealed record DiscordContent(string Text, JsonArray? Embeds = null, JsonArray? Components = null, IReadOnlyList<DiscordAttachment>? Files = null)
{
    public IReadOnlyList<DiscordAttachment> Attachments => Files ?? [];
}

internal sealed record DiscordAttachment(string Id, string Name, string ContentType, byte[] Bytes, string? Description)
{
    public JsonObject ToJson(string channel) => new()
    {
        ["id"] = Id,
        ["filename"] = Name,
        ["size"] = Bytes.Length,
        ["content_type"] = ContentType,
        ["description"] = Description,
        ["url"] = $"https://cdn.discordapp.com/attachments/{channel}/{Id}/{Name}",
        ["proxy_url"] = $"https://media.discordapp.net/attachments/{channel}/{Id}/{Name}",
    };
}

/// <summary>Who a message names, and which of them it makes a sound for.</summary>
/// <param name="Users">Named in the text and allowed.</param>
/// <param name="Roles">The same; a role that is not mentionable needs MENTION_EVERYONE to be in here.</param>
internal sealed record MentionSet(IReadOnlyList<string> Users, IReadOnlyList<string> Roles, bool Everyone)
{
    public static readonly MentionSet None = new([], [], false);

    public bool IsEmpty => Users.Count == 0 && Roles.Count == 0 && !Everyone;
}

/// <summary>One earlier state of a message.</summary>
internal sealed record DiscordEdit(DateTimeOffset At, DiscordContent Before);

/// <param name="Author">A user id, the bot's for the app.</param>
internal sealed record DiscordMessage(string Id, string Channel, string Author, DateTimeOffset At, DiscordContent Content)
{
    /// <summary>0 a usual one, 18 and 21 about threads, 20 an answer to a command, 19 a reply.</summary>
    public int Type { get; init; }

    public MessageFlags Flags { get; init; }

    public MentionSet Mentions { get; init; } = MentionSet.None;

    /// <summary>Whom it has pinged: at the first post, never by an edit.</summary>
    public MentionSet Pinged { get; init; } = MentionSet.None;

    /// <summary>Only this user sees it; null: everyone in the channel.</summary>
    public string? OnlyFor { get; init; }

    public string? Nonce { get; init; }

    /// <summary>The interaction it answers.</summary>
    public JsonObject? Cause { get; init; }

    public string? ReplyTo { get; init; }

    public IReadOnlyList<DiscordEdit> Edits { get; init; } = [];

    public bool IsDeleted { get; init; }

    public bool IsPinned { get; init; }

    public bool IsBots => Author == DiscordIdentity.Bot;
}
