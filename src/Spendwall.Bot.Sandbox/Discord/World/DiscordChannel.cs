using System.Globalization;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Discord.World;

internal enum ChannelKind
{
    Text = 0,
    Direct = 1,
    PublicThread = 11,
}

/// <summary>A text channel, a thread under a message, or a direct message.</summary>
internal sealed record DiscordChannel(string Id, string Name, ChannelKind Kind = ChannelKind.Text)
{
    public IReadOnlyList<DiscordOverwrite> Overwrites { get; init; } = [];

    /// <summary>The channel of a thread.</summary>
    public string? Parent { get; init; }

    /// <summary>The person of a direct message.</summary>
    public DiscordUser? With { get; init; }

    /// <summary>Who made the thread.</summary>
    public string? Owner { get; init; }

    /// <summary>Minutes without a message, by the guild's clock, until a thread is archived.</summary>
    public int ArchiveAfter { get; init; } = 4_320;

    public bool IsArchived { get; init; }

    public bool IsLocked { get; init; }

    public DateTimeOffset ActiveAt { get; init; }

    public DateTimeOffset ArchivedAt { get; init; }

    public string? LastMessage { get; init; }

    public int Posts { get; init; }

    public bool IsThread => Kind == ChannelKind.PublicThread;

    public JsonObject ToJson() => Kind switch
    {
        ChannelKind.Direct => new()
        {
            ["id"] = Id,
            ["type"] = (int)Kind,
            ["last_message_id"] = LastMessage,
            ["flags"] = 0,
            ["recipients"] = new JsonArray(With!.ToJson()),
        },
        ChannelKind.PublicThread => new()
        {
            ["id"] = Id,
            ["type"] = (int)Kind,
            ["guild_id"] = DiscordIdentity.Guild,
            ["parent_id"] = Parent,
            ["owner_id"] = Owner,
            ["name"] = Name,
            ["last_message_id"] = LastMessage,
            ["message_count"] = Posts,
            ["total_message_sent"] = Posts,
            ["member_count"] = 1,
            ["rate_limit_per_user"] = 0,
            ["flags"] = 0,
            ["thread_metadata"] = new JsonObject
            {
                ["archived"] = IsArchived,
                ["archive_timestamp"] = DiscordTime.Iso(ArchivedAt),
                ["auto_archive_duration"] = ArchiveAfter,
                ["locked"] = IsLocked,
                ["create_timestamp"] = DiscordTime.Iso(ArchivedAt),
            },
        },
        _ => new()
        {
            ["id"] = Id,
            ["type"] = (int)Kind,
            ["guild_id"] = DiscordIdentity.Guild,
            ["name"] = Name,
            ["position"] = 0,
            ["parent_id"] = null,
            ["topic"] = null,
            ["nsfw"] = false,
            ["rate_limit_per_user"] = 0,
            ["last_message_id"] = LastMessage,
            ["flags"] = 0,
            ["permission_overwrites"] = new JsonArray([.. Overwrites.Select(static overwrite => new JsonObject
            {
                ["id"] = overwrite.Id,
                ["type"] = overwrite.IsMember ? 1 : 0,
                ["allow"] = ((ulong)overwrite.Allow).ToString(CultureInfo.InvariantCulture),
                ["deny"] = ((ulong)overwrite.Deny).ToString(CultureInfo.InvariantCulture),
            })]),
        },
    };
}

/// <summary>Instants as Discord writes them.</summary>
internal static class DiscordTime
{
    public static string Iso(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture);
}
