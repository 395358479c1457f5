using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.Gateway;
using Spendwall.Bot.Sandbox.Discord.Rules;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <summary>The bot itself, its gateway, and its commands.</summary>
internal sealed class ApplicationRoutes(DiscordWorld world, GatewayHub gateway)
{
    private const int CreatesPerDay = 200;

    public IEnumerable<DiscordRoute> All =>
    [
        new("GET", "/gateway", _ => DiscordAnswer.Ok(new JsonObject { ["url"] = gateway.Url })),
        new("GET", "/gateway/bot", _ => DiscordAnswer.Ok(Gateway())) { Limit = 2 },
        new("GET", "/users/@me", _ => DiscordAnswer.Ok(Me())),
        new("GET", "/users/@me/guilds", _ => DiscordAnswer.Ok(world.Directory.HasBot ? new JsonArray(PartialGuild()) : [])),
        new("POST", "/users/@me/channels", Direct),
        new("GET", "/applications/@me", _ => DiscordAnswer.Ok(Application())),
        new("GET", "/oauth2/applications/@me", _ => DiscordAnswer.Ok(Application())),
        new("GET", "/applications/{application}/commands", call => List(call, null)) { Bucket = "commands.read" },
        new("PUT", "/applications/{application}/commands", call => Overwrite(call, null)) { Bucket = "commands.write", Limit = 5, Per = TimeSpan.FromSeconds(20) },
        new("POST", "/applications/{application}/commands", call => Create(call, null)) { Bucket = "commands.write", Limit = 5, Per = TimeSpan.FromSeconds(20) },
        new("DELETE", "/applications/{application}/commands/{command}", call => Delete(call, null)),
        new("GET", "/applications/{application}/guilds/{guild}/commands", call => List(call, Guild(call))) { Bucket = "commands.read" },
        new("PUT", "/applications/{application}/guilds/{guild}/commands", call => Overwrite(call, Guild(call))) { Bucket = "commands.write", Limit = 5, Per = TimeSpan.FromSeconds(20) },
        new("POST", "/applications/{application}/guilds/{guild}/commands", call => Create(call, Guild(call))) { Bucket = "commands.write", Limit = 5, Per = TimeSpan.FromSeconds(20) },
        new("DELETE", "/applications/{application}/guilds/{guild}/commands/{command}", call => Delete(call, Guild(call))),
    ];

    private JsonObject Gateway() => new()
    {
        ["url"] = gateway.Url,
        ["shards"] = 1,
        ["session_start_limit"] = new JsonObject
        {
            ["total"] = world.Options.SessionStartTotal,
            ["remaining"] = gateway.StartsLeft,
            ["reset_after"] = (long)gateway.StartsResetAfter.TotalMilliseconds,
            ["max_concurrency"] = 1,
        },
    };

    private JsonObject Me()
    {
        var me = world.Directory.Bot.User.ToJson();
        me["mfa_enabled"] = false;
        me["verified"] = true;
        me["locale"] = "en-US";
        me["email"] = null;

        return me;
    }

    private JsonObject Application() => new()
    {
        ["id"] = DiscordIdentity.Application,
        ["name"] = DiscordIdentity.BotName,
        ["icon"] = null,
        ["description"] = "",
        ["type"] = null,
        ["bot_public"] = false,
        ["bot_require_code_grant"] = false,
        ["verify_key"] = new string('0', 64),
        ["flags"] = 0,
        ["flags_new"] = "0",
        ["redirect_uris"] = new JsonArray(),
        ["interactions_endpoint_url"] = null,
        ["role_connections_verification_url"] = null,
        ["approximate_user_install_count"] = 0,
        ["approximate_user_authorization_count"] = 0,
        ["explicit_content_filter"] = 0,
        ["team"] = null,
        ["eligible_oauth2_scopes"] = new JsonArray(),
        ["hook"] = true,
        ["is_monetized"] = false,
        ["integration_types_config"] = new JsonObject { ["0"] = new JsonObject() },
        ["approximate_guild_count"] = world.Directory.HasBot ? 1 : 0,
        ["bot"] = world.Directory.Bot.User.ToJson(),
        ["owner"] = world.Directory.Member("dana")!.User.ToJson(),
    };

    private static JsonObject PartialGuild() => new()
    {
        ["id"] = DiscordIdentity.Guild,
        ["name"] = DiscordIdentity.GuildName,
        ["icon"] = null,
        ["banner"] = null,
        ["owner"] = false,
        ["permissions"] = "0",
        ["features"] = new JsonArray(),
    };

    private DiscordAnswer Direct(DiscordCall call)
    {
        string id = call.Object["recipient_id"]?.ToString() ?? throw FormFaults.One("recipient_id", "BASE_TYPE_REQUIRED", "This field is required");
        var member = world.Directory.Member(id) is { User.IsBot: false } found ? found : throw DiscordError.NotFound(10013, "User");

        return DiscordAnswer.Ok(world.Directory.Direct(member.User).ToJson());
    }

    private DiscordAnswer List(DiscordCall call, string? guild)
    {
        Own(call);

        return DiscordAnswer.Ok(Array(world.Commands.In(guild)));
    }

    private DiscordAnswer Overwrite(DiscordCall call, string? guild)
    {
        Own(call);
        var commands = call.Body is JsonArray list && list.All(static item => item is JsonObject)
            ? list.Select(static item => item!.AsObject()).ToList()
            : throw FormFaults.One("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        var faults = new FormFaults();
        CommandRules.Check(commands, faults);
        faults.Throw();
        int fresh = commands.Count(command => world.Commands.In(guild).All(old => (string?)old["name"] != (string?)command["name"]));
        Spend(fresh);

        return DiscordAnswer.Ok(Array(world.Commands.Overwrite(guild, commands, world.Ids.Next)));
    }

    private DiscordAnswer Create(DiscordCall call, string? guild)
    {
        Own(call);
        var faults = new FormFaults();
        CommandRules.One(call.Object, "", faults);
        faults.Throw();
        Spend(1);

        return new(201, world.Commands.Add(guild, call.Object, world.Ids.Next).DeepClone());
    }

    private DiscordAnswer Delete(DiscordCall call, string? guild)
    {
        Own(call);

        return world.Commands.Remove(guild, call.Id("command")) ? DiscordAnswer.Nothing : throw DiscordError.NotFound(10063, "application command");
    }

    private void Spend(int creates)
    {
        if (world.Commands.Created + creates > CreatesPerDay)
        {
            throw new DiscordError(400, 30034, "Max number of daily application command creates has been reached (200)");
        }
    }

    private static void Own(DiscordCall call)
    {
        if (call.Id("application") != DiscordIdentity.Application)
        {
            throw DiscordError.NotFound(10002, "Application");
        }
    }

    private string Guild(DiscordCall call) =>
        call.Id("guild") == DiscordIdentity.Guild && world.Directory.HasBot ? DiscordIdentity.Guild : throw DiscordError.MissingAccess;

    private static JsonArray Array(IReadOnlyList<JsonObject> commands) => new([.. commands.Select(static command => command.DeepClone())]);
}
