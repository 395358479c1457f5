using System.Globalization;
using System.Text.Json;

namespace Spendwall.Bot.Chat.Discord.Registration;

/// <summary>What the bot may do in a channel: roles, then overwrites. https://docs.discord.com/developers/topics/permissions Pure.</summary>
internal static class DiscordPermissions
{
    public const ulong Administrator = 1UL << 3;
    public const ulong ViewChannel = 1UL << 10;
    public const ulong MentionEveryone = 1UL << 17;

    /// <summary>All that the bot asks for. Without Mention Everyone: a role that it shall ping is made mentionable instead.</summary>
    public static readonly IReadOnlyList<(string Name, ulong Bit)> Needed =
    [
        ("View Channel", ViewChannel),
        ("Send Messages", 1UL << 11),
        ("Embed Links", 1UL << 14),
        ("Attach Files", 1UL << 15),
        ("Read Message History", 1UL << 16),
        ("Create Public Threads", 1UL << 35),
        ("Send Messages in Threads", 1UL << 38),
    ];

    public static ulong Bits => Needed.Aggregate(0UL, static (bits, permission) => bits | permission.Bit);

    /// <summary>The page on which somebody who manages a server adds the bot, with its permissions filled in.</summary>
    public static string InviteUrl(string application) => string.Create(
        CultureInfo.InvariantCulture, $"https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={Bits}");

    /// <param name="guild">The server's id, which is its @everyone role's too.</param>
    /// <param name="member">The bot there: its user and its roles.</param>
    /// <param name="roles">The server's roles.</param>
    /// <param name="channel">With its overwrites.</param>
    public static ulong In(string guild, JsonElement member, JsonElement roles, JsonElement channel)
    {
        string user = ForeignJson.Text(member, "user", "id") ?? "";
        var own = ForeignJson.Items(member, "roles").Select(static role => role.GetString()).Append(guild).ToHashSet(StringComparer.Ordinal);
        ulong bits = roles.ValueKind == JsonValueKind.Array
            ? roles.EnumerateArray().Where(role => own.Contains(ForeignJson.Text(role, "id"))).Aggregate(0UL, static (all, role) => all | Read(role, "permissions"))
            : 0;
        if ((bits & Administrator) != 0)
        {
            return ulong.MaxValue;
        }

        var overwrites = ForeignJson.Items(channel, "permission_overwrites").ToList();
        bits = Apply(bits, overwrites.Where(overwrite => ForeignJson.Text(overwrite, "id") == guild));
        bits = Apply(bits, overwrites.Where(overwrite => ForeignJson.Text(overwrite, "id") is { } id && id != guild && own.Contains(id)));

        return Apply(bits, overwrites.Where(overwrite => ForeignJson.Text(overwrite, "id") == user));
    }

    /// <summary>The names of what is missing; without View Channel nothing else counts.</summary>
    public static IReadOnlyList<string> Missing(ulong bits) => (bits & ViewChannel) == 0
        ? [Needed[0].Name]
        : [.. Needed.Where(permission => (bits & permission.Bit) == 0).Select(static permission => permission.Name)];

    /// <summary>Of one rank: what any of them allows stands above what any of them denies.</summary>
    private static ulong Apply(ulong bits, IEnumerable<JsonElement> overwrites)
    {
        ulong allow = 0;
        ulong deny = 0;
        foreach (var overwrite in overwrites)
        {
            allow |= Read(overwrite, "allow");
            deny |= Read(overwrite, "deny");
        }

        return (bits & ~deny) | allow;
    }

    private static ulong Read(JsonElement element, string name) =>
        ulong.TryParse(ForeignJson.Text(element, name), NumberStyles.None, CultureInfo.InvariantCulture, out ulong bits) ? bits : 0;
}
