using System.Globalization;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Discord.World;

/// <param name="Name">The unique handle, without <c>@</c>.</param>
internal sealed record DiscordUser(string Id, string Name, string DisplayName, bool IsBot = false)
{
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["username"] = Name,
        ["global_name"] = IsBot ? null : DisplayName,
        ["discriminator"] = IsBot ? "0001" : "0",
        ["avatar"] = null,
        ["bot"] = IsBot,
        ["public_flags"] = 0,
        ["flags"] = 0,
        ["primary_guild"] = null,
    };
}

internal sealed record DiscordRole(string Id, string Name, int Position, DiscordPermissions Permissions, bool IsMentionable = false, bool IsManaged = false)
{
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["name"] = Name,
        ["description"] = null,
        ["color"] = 0,
        ["colors"] = new JsonObject { ["primary_color"] = 0, ["secondary_color"] = null, ["tertiary_color"] = null },
        ["hoist"] = false,
        ["icon"] = null,
        ["unicode_emoji"] = null,
        ["position"] = Position,
        ["permissions"] = ((ulong)Permissions).ToString(CultureInfo.InvariantCulture),
        ["managed"] = IsManaged,
        ["mentionable"] = IsMentionable,
        ["flags"] = 0,
    };
}

/// <param name="Roles">Without <c>@everyone</c>, which all have.</param>
internal sealed record DiscordMember(DiscordUser User, IReadOnlyList<string> Roles)
{
    public JsonObject ToJson(bool withUser = true)
    {
        var body = new JsonObject
        {
            ["nick"] = null,
            ["avatar"] = null,
            ["banner"] = null,
            ["roles"] = new JsonArray([.. Roles.Select(static role => JsonValue.Create(role))]),
            ["joined_at"] = "2026-01-05T09:00:00.000000+00:00",
            ["premium_since"] = null,
            ["communication_disabled_until"] = null,
            ["deaf"] = false,
            ["mute"] = false,
            ["pending"] = false,
            ["flags"] = 0,
        };
        if (withUser)
        {
            body["user"] = User.ToJson();
        }

        return body;
    }
}
