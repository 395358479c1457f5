using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.Gateway;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <summary>The guild: channels, roles, members and active threads.</summary>
internal sealed class GuildRoutes(DiscordWorld world)
{
    public IEnumerable<DiscordRoute> All =>
    [
        new("GET", "/guilds/{guild}", call => In(call, GuildJson.Partial(world.Directory))),
        new("GET", "/guilds/{guild}/channels", call => In(call, new JsonArray([.. world.Directory.Channels.Where(static channel => channel.Kind == ChannelKind.Text).Select(static channel => channel.ToJson())]))),
        new("GET", "/guilds/{guild}/roles", call => In(call, world.Directory.RolesJson())),
        new("GET", "/guilds/{guild}/members", Members),
        new("GET", "/guilds/{guild}/members/search", Search),
        new("GET", "/guilds/{guild}/members/{user}", Member),
        new("GET", "/guilds/{guild}/threads/active", Threads),
    ];

    private DiscordAnswer Member(DiscordCall call)
    {
        In(call, new JsonObject());
        var member = world.Directory.Members.FirstOrDefault(member => member.User.Id == call.Id("user")) ?? throw DiscordError.NotFound(10007, "Member");

        return DiscordAnswer.Ok(member.ToJson());
    }

    /// <summary>The whole list is for applications with the members intent only.</summary>
    private DiscordAnswer Members(DiscordCall call)
    {
        In(call, new JsonObject());

        throw DiscordError.MissingAccess;
    }

    private DiscordAnswer Search(DiscordCall call)
    {
        string text = call.Query("query") ?? throw Rules.FormFaults.One("query", "BASE_TYPE_REQUIRED", "This field is required");
        int limit = call.Limit(1, 1_000);

        return In(call, new JsonArray([.. world.Directory.Members
            .Where(member => member.User.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase) || member.User.DisplayName.StartsWith(text, StringComparison.OrdinalIgnoreCase))
            .Take(limit).Select(static member => member.ToJson())]));
    }

    private DiscordAnswer Threads(DiscordCall call) => In(call, new JsonObject
    {
        ["threads"] = new JsonArray([.. world.Directory.Threads().Select(world.Settle).Where(static thread => !thread.IsArchived).Select(static thread => thread.ToJson())]),
        ["members"] = new JsonArray(),
        ["has_more"] = false,
    });

    private DiscordAnswer In(DiscordCall call, JsonNode body)
    {
        if (call.Id("guild") != DiscordIdentity.Guild || !world.Directory.HasBot)
        {
            throw DiscordError.NotFound(10004, "Guild");
        }

        return DiscordAnswer.Ok(body);
    }
}
