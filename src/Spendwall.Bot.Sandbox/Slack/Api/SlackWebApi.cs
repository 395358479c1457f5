using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Slack.Delivery;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary>A call as it was answered; the token is never kept.</summary>
/// <param name="Error">Null when Slack said ok.</param>
internal sealed record SlackCallEntry(DateTimeOffset At, string Method, JsonObject Arguments, string? Error);

/// <summary><c>/api/&lt;method&gt;</c>: rate, token, scope, then the method.</summary>
internal sealed class SlackWebApi(SlackWorkspace workspace, SocketHub sockets)
{
    private const int Capacity = 10_000;

    private readonly RateBook rates = new(workspace.Real);
    private readonly Lock gate = new();
    private readonly Queue<SlackCallEntry> calls = new();
    private readonly Dictionary<string, SlackMethod> methods = new IEnumerable<SlackMethod>[]
    {
        new SessionMethods(sockets).All,
        new ChatMethods(workspace).All,
        new ConversationMethods(workspace).All,
        new PeopleMethods(workspace).All,
        new ViewMethods(workspace).All,
        new FileMethods(workspace, sockets).All,
        new MarkMethods(workspace).All,
    }.SelectMany(static all => all).ToDictionary(static method => method.Name);

    /// <summary>The newest calls, oldest first.</summary>
    public IReadOnlyList<SlackCallEntry> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    public bool KeepRates { get; set; } = workspace.Options.KeepRates;

    /// <summary>What every call is told about its token instead of being answered, such as <c>token_revoked</c>; null: nothing.</summary>
    public string? TokenError { get; set; }

    public void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/api/{method}", ["GET", "POST"], AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        string name = (string)context.Request.RouteValues["method"]!;
        SlackCall? call = null;
        JsonObject answer;
        string? error = null;
        try
        {
            var method = methods.GetValueOrDefault(name) ?? throw new SlackError("unknown_method");
            call = await SlackCall.ReadAsync(context, method.TakesJson);
            if (KeepRates && rates.Take(method, call.Text("channel")) is { } wait)
            {
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                throw new SlackError("ratelimited");
            }

            Admit(context, method, call);
            answer = method.Run(call);
            answer.Insert(0, "ok", true);
        }
        catch (SlackError refused)
        {
            error = refused.Code;
            answer = refused.ToJson();
        }

        Log(new(workspace.Clock.GetUtcNow(), name, Arguments(call), error));
        await Answer.WriteAsync(context, context.Response.StatusCode, answer);
    }

    private void Admit(HttpContext context, SlackMethod method, SlackCall call)
    {
        string? header = Bearer.Of(context);
        string token = header ?? (method.IsApps ? null : call.Text("token")) ?? throw new SlackError("not_authed");
        bool isApps = token == workspace.Identity.AppToken;
        if (!isApps && token != workspace.Identity.BotToken)
        {
            throw new SlackError("invalid_auth");
        }

        if (TokenError is { } dead)
        {
            throw new SlackError(dead);
        }

        if (isApps != method.IsApps && method.Name != "auth.test")
        {
            throw new SlackError("not_allowed_token_type");
        }

        var scopes = isApps ? ["connections:write"] : workspace.Options.Scopes;
        context.Response.Headers["x-oauth-scopes"] = string.Join(',', scopes);
        if (method.Scope is { } needed)
        {
            context.Response.Headers["x-accepted-oauth-scopes"] = needed;
            if (!scopes.Contains(needed))
            {
                throw new SlackError("missing_scope") { Needed = needed, Provided = string.Join(',', scopes) };
            }
        }
    }

    private static JsonObject Arguments(SlackCall? call)
    {
        var body = new JsonObject();
        foreach (var (name, value) in call?.Arguments ?? new Dictionary<string, System.Text.Json.JsonElement>())
        {
            if (name != "token")
            {
                body[name] = JsonNode.Parse(value.GetRawText());
            }
        }

        return body;
    }

    private void Log(SlackCallEntry entry)
    {
        lock (gate)
        {
            if (calls.Count == Capacity)
            {
                calls.Dequeue();
            }

            calls.Enqueue(entry);
        }
    }
}
