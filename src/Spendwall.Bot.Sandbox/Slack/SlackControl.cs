using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Slack.Api;
using Spendwall.Bot.Sandbox.Slack.Delivery;
using Spendwall.Bot.Sandbox.Slack.People;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack;

/// <summary>
/// The control paths of the workspace. POST <c>command</c>, <c>click</c>, <c>submit</c>, <c>close</c>, <c>say</c>, <c>home</c>,
/// <c>event</c>: what people do. POST <c>invite</c>, <c>remove</c>, <c>archive</c>, <c>settings</c>, <c>socket</c>,
/// <c>request-urls</c>: how the platform behaves. GET <c>channels</c>, <c>messages</c>, <c>ephemerals</c>, <c>edits</c>, <c>homes</c>,
/// <c>views</c>, <c>calls</c>, <c>acks</c>, <c>sockets</c>, <c>transcript</c>: what is there.
/// </summary>
internal sealed class SlackControl(SlackWorkspace workspace, SlackWebApi api, SocketHub sockets, Dispatcher dispatcher, HttpRoute http, SlackPeople people)
{
    public void Map(RouteGroupBuilder group)
    {
        Do<Command>(group, "/command", async (body, token) => Reply(await people.TypeAsync(body.User, body.Channel, body.Line, token)));
        Do<Click>(group, "/click", async (body, token) => Reply(body.In is "home" or "view"
            ? await people.ClickInViewAsync(body.User, body.In == "home", body.Control, body.Value, token)
            : await people.ClickAsync(body.User, body.Channel, body.Ts, body.Control, body.Value, token)));
        Do<Submission>(group, "/submit", async (body, token) => Reply(await people.SubmitAsync(body.User, body.Values ?? [], token)));
        Do<Who>(group, "/close", async (body, token) => Reply(await people.CloseAsync(body.User, token)));
        Do<Speech>(group, "/say", SayAsync);
        Do<Who>(group, "/home", async (body, token) => Reply(await people.OpenHomeAsync(body.User, token)));
        Do<JsonObject>(group, "/event", async (body, token) => Reply(await people.RaiseAsync(body, token)));
        Do<Membership>(group, "/invite", (body, _) => Channel(body.Channel, channel => workspace.Directory.Join(channel.Id, body.User ?? SlackIdentity.BotUser)));
        Do<Membership>(group, "/remove", (body, _) => Channel(body.Channel, channel => workspace.Directory.Leave(channel.Id, body.User ?? SlackIdentity.BotUser)));
        Do<Membership>(group, "/archive", (body, _) => Channel(body.Channel, channel => workspace.Directory.Change(channel.Id, static old => old with { IsArchived = true })));
        Do<Settings>(group, "/settings", Set);
        Do<SocketOrder>(group, "/socket", SocketAsync);
        Do<Address>(group, "/request-urls", RequestUrlsAsync);
        Show(group, "/channels", () => WorkspaceJson.Channels(workspace));
        group.MapGet("/messages", context => Answer.WriteAsync(context, 200, WorkspaceJson.Messages(workspace, Find(context.Request.Query["channel"].ToString()))));
        Show(group, "/ephemerals", () => WorkspaceJson.Ephemerals(workspace));
        Show(group, "/edits", () => WorkspaceJson.Edits(workspace));
        Show(group, "/homes", () => WorkspaceJson.Views(workspace, homes: true));
        Show(group, "/views", () => WorkspaceJson.Views(workspace, homes: false));
        Show(group, "/calls", () => api.Calls);
        Show(group, "/acks", () => sockets.Acks.Select(static ack => new { ack.EnvelopeId, ack.Kind, ack.Connection, ack.SentOn, after_ms = ack.After?.TotalMilliseconds, ack.Payload }).ToList());
        Show(group, "/sockets", () => sockets.Open.Select(static socket => new { socket.Id, socket.OpenedAt, socket.IsLeaving, socket.IsSilent }).ToList());
        Show(group, "/transcript", () => workspace.Transcript.Lines);
    }

    private async Task<object> SayAsync(Speech body, CancellationToken cancellationToken)
    {
        var (message, reply) = await people.SayAsync(body.User, body.Channel, body.Text, body.ThreadTs, cancellationToken);
        var answer = Reply(reply);
        answer["ts"] = message.Ts;

        return answer;
    }

    private Task<object> Set(Settings body, CancellationToken cancellationToken)
    {
        api.KeepRates = body.KeepRates ?? api.KeepRates;
        api.TokenError = body.TokenError is "" ? null : body.TokenError ?? api.TokenError;
        sockets.FrameBytes = body.FrameBytes is 0 ? null : body.FrameBytes ?? sockets.FrameBytes;
        sockets.IgnoresClose = body.IgnoresClose ?? sockets.IgnoresClose;
        sockets.IsMute = body.Mute ?? sockets.IsMute;

        return Task.FromResult<object>(new { ok = true });
    }

    private async Task<object> SocketAsync(SocketOrder body, CancellationToken cancellationToken)
    {
        if (body.Raw is { } raw)
        {
            await sockets.SendRawAsync(raw, cancellationToken);
        }

        if (body.Reason is { } reason)
        {
            await sockets.DisconnectAsync(reason, body.Id, body.Close ?? false, cancellationToken);
        }

        foreach (var socket in sockets.Open.Where(socket => body.Id is null || socket.Id == body.Id))
        {
            if (body.Silence == true)
            {
                socket.Silence();
            }

            if (body.Drop == true)
            {
                socket.Drop();
            }
        }

        return new { ok = true };
    }

    private async Task<object> RequestUrlsAsync(Address body, CancellationToken cancellationToken)
    {
        if (body.Url is null)
        {
            dispatcher.Urls = null;

            return new { ok = true };
        }

        if (!Uri.TryCreate(body.Url, UriKind.Absolute, out var address) || !address.IsLoopback)
        {
            throw ControlEndpoints.Refused("url is an address on this machine, or null for Socket Mode");
        }

        var urls = RequestUrls.Under(address);
        if (!await http.VerifyAsync(urls.Events, cancellationToken))
        {
            throw ControlEndpoints.Refused("the events URL did not repeat the challenge");
        }

        dispatcher.Urls = urls;

        return new { ok = true };
    }

    private Task<object> Channel(string name, Action<SlackChannel> change)
    {
        change(Find(name));

        return Task.FromResult<object>(new { ok = true });
    }

    private SlackChannel Find(string name) => workspace.Directory.Channel(name) ?? throw ControlEndpoints.Refused($"there is no channel '{name}'");

    private static JsonObject Reply(SlackReply? reply) => reply is null ? new() { ["outcome"] = null } : new()
    {
        ["outcome"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(reply.Outcome.ToString()),
        ["after_ms"] = reply.After?.TotalMilliseconds,
        ["payload"] = reply.Payload is { } payload ? JsonNode.Parse(payload.GetRawText()) : null,
        ["detail"] = reply.Detail,
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

    private sealed record Who(string User = "dana");

    private sealed record Command(string Line = "", string User = "dana", string Channel = "ai-spend");

    private sealed record Click(string Control = "", string? Value = null, string? Ts = null, string? In = null, string User = "dana", string Channel = "ai-spend");

    private sealed record Submission(Dictionary<string, string>? Values = null, string User = "dana");

    private sealed record Speech(string Text = "", string? ThreadTs = null, string User = "dana", string Channel = "ai-spend");

    private sealed record Membership(string Channel = "", string? User = null);

    private sealed record Settings(bool? KeepRates, string? TokenError, int? FrameBytes, bool? IgnoresClose, bool? Mute);

    private sealed record SocketOrder(int? Id, string? Reason, bool? Close, bool? Silence, bool? Drop, string? Raw);

    private sealed record Address(string? Url);
}
