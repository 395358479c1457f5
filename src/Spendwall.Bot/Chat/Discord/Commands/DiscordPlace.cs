using System.Text.Json;

namespace Spendwall.Bot.Chat.Discord.Commands;

/// <summary>Who asked, where, and what they are answered with.</summary>
/// <param name="Name">What the server calls them, such as <c>@dana</c>.</param>
/// <param name="Roles">Their roles there, as Discord says with every interaction.</param>
/// <param name="Channel">The channel, or the one that the thread belongs to.</param>
/// <param name="Thread">The thread it was asked in; null: none.</param>
internal sealed record DiscordPlace(DiscordReply Reply, string User, string? Name, IReadOnlyList<string> Roles, string Channel, string? Thread)
{
    private static readonly int[] Threads = [10, 11, 12];

    /// <summary>The address of the message that was pressed, else of the channel; null: not told.</summary>
    public string? Message { get; init; }

    /// <summary>Null: nobody is named.</summary>
    public static DiscordPlace? Of(DiscordReply reply, JsonElement payload)
    {
        var member = ForeignJson.Get(payload, "member");
        var user = ForeignJson.Get(member, "user") ?? ForeignJson.Get(payload, "user");
        if (ForeignJson.Text(user, "id") is not { } id)
        {
            return null;
        }

        string? name = ForeignJson.Text(member, "nick") ?? ForeignJson.Text(user, "global_name") ?? ForeignJson.Text(user, "username");
        string channel = ForeignJson.Text(payload, "channel_id") ?? ForeignJson.Text(payload, "channel", "id") ?? "";
        string? parent = ForeignJson.Integer(payload, "channel", "type") is { } type && Threads.Contains(type) ? ForeignJson.Text(payload, "channel", "parent_id") : null;

        return new(
            reply,
            id,
            name is null ? null : "@" + ForeignText.Excerpt(name.Trim().TrimStart('@')),
            [.. ForeignJson.Items(member, "roles").Where(static role => role.ValueKind == JsonValueKind.String).Select(static role => role.GetString()!)],
            parent ?? channel,
            parent is null ? null : channel)
        {
            Message = ForeignJson.Text(payload, "guild_id") is { } guild && channel.Length > 0
                ? string.Join('/', new[] { "https://discord.com/channels", guild, channel, ForeignJson.Text(payload, "message", "id") }.OfType<string>())
                : null,
        };
    }
}
