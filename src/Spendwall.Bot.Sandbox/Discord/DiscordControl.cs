using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.Api;
using Spendwall.Bot.Sandbox.Discord.Gateway;
using Spendwall.Bot.Sandbox.Discord.People;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.Discord;

/// <summary>
/// The control paths of the guild. POST <c>command</c>, <c>autocomplete</c>, <c>press</c>, <c>submit</c>, <c>say</c>: what
/// people do. POST <c>permissions</c>, <c>bot</c>, <c>settings</c>, <c>gateway</c>, <c>limit</c>: how the platform behaves. GET
/// <c>channels</c>, <c>messages</c>, <c>ephemerals</c>, <c>commands</c>, <c>modals</c>, <c>calls</c>, <c>connections</c>,
/// <c>transcript</c>: what is there.
/// </summary>
internal sealed class DiscordControl(DiscordWorld world, DiscordRestApi api, GatewayHub gateway, RateBook rates, DiscordPeople people)
{
    private const double MaxRetryAfter = 3_600;

    /// <summary>Of the server, once it is there.</summary>
    public FaultPlan Faults { get; set; } = new();

    public void Map(RouteGroupBuilder group)
    {
        Do<Line>(group, "/command", async (body, token) => Reply(await people.TypeAsync(body.User, body.Channel, body.Text, token)));
        Do<Line>(group, "/autocomplete", async (body, token) => Reply(await people.AutocompleteAsync(body.User, body.Channel, body.Text, body.Option ?? "", token)));
        Do<Press>(group, "/press", async (body, token) => Reply(await people.PressAsync(body.User, body.Channel, body.Message, body.Control, body.Values ?? [], token)));
        Do<Submission>(group, "/submit", async (body, token) => Reply(await people.SubmitAsync(body.User, body.Values ?? [], token)));
        Do<Speech>(group, "/say", (body, _) => Task.FromResult<object>(new { id = people.Say(body.User, body.Channel, body.Text).Id }));
        Do<Permission>(group, "/permissions", Permit);
        Do<Presence>(group, "/bot", Join);
        Do<Settings>(group, "/settings", Set);
        Do<GatewayOrder>(group, "/gateway", Order);
        Do<LimitOrder>(group, "/limit", Limit);
        Show(group, "/channels", () => new JsonArray([.. world.Directory.Channels.Select(channel => world.Settle(channel).ToJson())]));
        group.MapGet("/messages", context => Answer.WriteAsync(context, 200, GuildView.Messages(world, Find(context.Request.Query["channel"].ToString()))));
        Show(group, "/ephemerals", () => GuildView.Ephemerals(world));
        Show(group, "/commands", () => new JsonArray([.. world.Commands.Visible.Select(static command => command.DeepClone())]));
        Show(group, "/modals", () => people.Modals.Select(static modal => new { user = modal.Key, data = modal.Value.Data }).ToList());
        Show(group, "/calls", () => api.Calls);
        Show(group, "/connections", () => gateway.Open.Select(static connection => new { connection.Id, session = connection.Session?.Id, connection.Heartbeats, connection.IsResumeUrl }).ToList());
        Show(group, "/transcript", () => world.Transcript.Lines);
    }

    private Task<object> Permit(Permission body, CancellationToken cancellationToken)
    {
        var channel = Find(body.Channel);
        string id = world.Directory.Member(body.Who)?.User.Id ?? world.Directory.Role(body.Who)?.Id ?? throw ControlEndpoints.Refused($"there is no user or role '{body.Who}'");
        var changed = world.Directory.Overwrite(channel.Id, new(id, world.Directory.Member(body.Who) is not null, (DiscordPermissions)body.Allow, (DiscordPermissions)body.Deny));
        gateway.Dispatch("CHANNEL_UPDATE", changed.ToJson());

        return Done();
    }

    private Task<object> Join(Presence body, CancellationToken cancellationToken)
    {
        world.Directory.HasBot = body.IsMember;
        gateway.Dispatch(body.IsMember ? "GUILD_CREATE" : "GUILD_DELETE", body.IsMember ? GuildJson.Create(world) : new() { ["id"] = DiscordIdentity.Guild });

        return Done();
    }

    private Task<object> Set(Settings body, CancellationToken cancellationToken)
    {
        var trouble = gateway.Trouble;
        api.KeepRates = body.KeepRates ?? api.KeepRates;
        trouble.IsMute = body.Mute ?? trouble.IsMute;
        trouble.SwallowsHeartbeats = body.SwallowHeartbeats ?? trouble.SwallowsHeartbeats;
        trouble.ReconnectsBeforeHello = body.ReconnectBeforeHello ?? trouble.ReconnectsBeforeHello;
        trouble.IgnoresClose = body.IgnoresClose ?? trouble.IgnoresClose;
        trouble.FrameBytes = body.FrameBytes is 0 ? null : body.FrameBytes ?? trouble.FrameBytes;
        trouble.IdentifyClose = body.IdentifyClose is 0 ? null : body.IdentifyClose ?? trouble.IdentifyClose;
        if (body.Resumes is { } name)
        {
            trouble.Resumes = Word<ResumeTrouble>(name, "resumes");
        }

        return Done();
    }

    private Task<object> Order(GatewayOrder body, CancellationToken cancellationToken)
    {
        switch (body.Do)
        {
            case "reconnect":
                gateway.SendAll(GatewayFrames.Reconnect);
                break;
            case "invalidate":
                gateway.Invalidate(body.Resumable);
                break;
            case "close" when body.Code is >= 1000 and < 5000:
                gateway.CloseAll(body.Code);
                break;
            case "drop":
                gateway.DropAll();
                break;
            case "silence":
                gateway.SilenceAll();
                break;
            case "ask_heartbeat":
                gateway.SendAll(GatewayFrames.AskHeartbeat);
                break;
            case "rehash":
                rates.Rehash();
                break;
            default:
                throw ControlEndpoints.Refused("do is reconnect, invalidate (with resumable), close (with code), drop, silence, ask_heartbeat or rehash");
        }

        return Done();
    }

    private Task<object> Limit(LimitOrder body, CancellationToken cancellationToken)
    {
        if (body.RetryAfterS is <= 0 or > MaxRetryAfter || body.Percent is < 1 or > 100 || body.Times is < 1)
        {
            throw ControlEndpoints.Refused("retry_after_s above 0 to 3600, times from 1, percent 1 to 100");
        }

        Faults.Add(RateLimits.Fault(body.Path ?? "", Word<RateScope>(body.Scope ?? "user", "scope"), TimeSpan.FromSeconds(body.RetryAfterS)) with { Times = body.Times, Percent = body.Percent });

        return Done();
    }

    private DiscordChannel Find(string name) => world.Directory.Channel(name) ?? throw ControlEndpoints.Refused($"there is no channel '{name}'");

    private static T Word<T>(string name, string field)
        where T : struct, Enum =>
        Enum.TryParse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var word) && Enum.IsDefined(word)
            ? word
            : throw ControlEndpoints.Refused($"{field} is one of {string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}");

    private static Task<object> Done() => Task.FromResult<object>(new { ok = true });

    private static JsonObject Reply(InteractionReply reply) => new()
    {
        ["outcome"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(reply.Outcome.ToString()),
        ["after_ms"] = reply.Answer?.After.TotalMilliseconds,
        ["type"] = reply.Answer?.Type,
        ["data"] = reply.Answer?.Data?.DeepClone(),
    };

    private static void Show(RouteGroupBuilder group, string path, Func<object> body) => group.MapGet(path, context => Answer.WriteAsync(context, 200, body()));

    private static void Do<T>(RouteGroupBuilder group, string path, Func<T, CancellationToken, Task<object>> act)
        where T : class =>
        group.MapPost(path, async (HttpContext context) =>
        {
            var body = await ControlEndpoints.ReadAsync<T>(context);
            try
            {
                await Answer.WriteAsync(context, 200, await act(body, context.RequestAborted));
            }
            catch (ArgumentException exception)
            {
                throw ControlEndpoints.Refused(exception.Message);
            }
        });

    private sealed record Line(string Text = "", string? Option = null, string User = "dana", string Channel = "ai-spend");

    private sealed record Press(string Control = "", List<string>? Values = null, string? Message = null, string User = "dana", string Channel = "ai-spend");

    private sealed record Submission(Dictionary<string, string>? Values = null, string User = "dana");

    private sealed record Speech(string Text = "", string User = "dana", string Channel = "ai-spend");

    private sealed record Permission(string Channel = "", string Who = "spendwall", ulong Allow = 0, ulong Deny = 0);

    private sealed record Presence(bool IsMember = true);

    private sealed record Settings(
        bool? KeepRates, bool? Mute, bool? SwallowHeartbeats, bool? ReconnectBeforeHello, bool? IgnoresClose, int? FrameBytes, int? IdentifyClose, string? Resumes);

    private sealed record GatewayOrder(string Do = "", int Code = 4000, bool Resumable = false);

    private sealed record LimitOrder(string? Path, string? Scope, int? Times, double RetryAfterS = 1, int Percent = 100);
}
