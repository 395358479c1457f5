using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spendwall.Bot.Sandbox.Discord.Gateway;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <summary>A call as it was answered; the bot's token is never kept.</summary>
/// <param name="Path">Below <c>/api/v10</c>, without the query.</param>
/// <param name="Pattern">The route's, with names for ids.</param>
/// <param name="Code">Discord's JSON error code; null when it was done.</param>
internal sealed record DiscordCallEntry(DateTimeOffset At, string Method, string Path, string Pattern, JsonNode? Body, IReadOnlyList<string> Files, int Status, int? Code);

/// <summary><c>/api/v10</c>: the proxy's rules, the token, the bucket, then the route.</summary>
internal sealed partial class DiscordRestApi(DiscordWorld world, RateBook rates, GatewayHub gateway, IReadOnlyList<DiscordRoute> routes)
{
    public const string Root = "/api/v10";

    private const int Capacity = 20_000;
    private const string Scheme = "Bot ";
    private const string BanPage = "<!DOCTYPE html><html><head><title>Access denied | discord.com used Cloudflare to restrict access</title></head><body><h1>Error 1015</h1></body></html>";

    private readonly Lock gate = new();
    private readonly Queue<DiscordCallEntry> calls = new();

    /// <summary>The newest calls, oldest first.</summary>
    public IReadOnlyList<DiscordCallEntry> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    public bool KeepRates { get; set; } = world.Options.KeepRates;

    public void Map(IEndpointRouteBuilder builder)
    {
        foreach (var route in routes)
        {
            builder.MapMethods(Root + route.Pattern, [route.Method], context => AnswerAsync(context, route));
        }
    }

    private async Task AnswerAsync(HttpContext context, DiscordRoute route)
    {
        DiscordCall? call = null;
        int? code = null;
        DiscordAnswer answer;
        try
        {
            if (rates.IsBanned)
            {
                await BanAsync(context);

                return;
            }

            Admit(context, route);
            Pace(context, route);
            call = await DiscordCall.ReadAsync(context);
            answer = route.Run(call);
        }
        catch (DiscordError refused)
        {
            code = refused.Code;
            answer = new(refused.Status, refused.Status == 429 ? LimitBody(context) : refused.ToJson());
            if (refused.Status is 401 or 403 or 429)
            {
                rates.CountInvalidRequest();
            }
        }

        Log(new(world.Clock.GetUtcNow(), route.Method, context.Request.Path.Value![Root.Length..], route.Pattern, call?.Body?.DeepClone(), [.. (call?.Files ?? []).Select(static file => file.Name)], answer.Status, code));
        if (answer.Body is { } body)
        {
            await Answer.WriteAsync(context, answer.Status, body);
        }
        else
        {
            context.Response.StatusCode = answer.Status;
        }
    }

    private void Admit(HttpContext context, DiscordRoute route)
    {
        if (!UserAgent().IsMatch(context.Request.Headers.UserAgent.ToString()))
        {
            throw new DiscordError(403, 40333, "internal network error");
        }

        string header = context.Request.Headers.Authorization.ToString();
        bool isBot = header == Scheme + world.Identity.Token && !gateway.IsTokenDead;
        if (route.NeedsBot && !isBot)
        {
            throw new DiscordError(401, 0, "401: Unauthorized");
        }
    }

    private void Pace(HttpContext context, DiscordRoute route)
    {
        if (!KeepRates)
        {
            return;
        }

        var state = rates.Take(route, Major(context));
        var headers = context.Response.Headers;
        headers["X-RateLimit-Bucket"] = state.Hash;
        headers["X-RateLimit-Limit"] = Text(state.Limit);
        headers["X-RateLimit-Remaining"] = Text(state.Remaining);
        headers["X-RateLimit-Reset-After"] = Text(state.ResetAfter.TotalSeconds);
        headers["X-RateLimit-Reset"] = Text((world.Clock.GetUtcNow() + state.ResetAfter).ToUnixTimeMilliseconds() / 1000.0);
        if (state.Wait is not { } wait)
        {
            return;
        }

        headers.RetryAfter = Text(Math.Ceiling(wait.TotalSeconds));
        headers["X-RateLimit-Scope"] = state.IsGlobal ? "global" : "user";
        if (state.IsGlobal)
        {
            headers["X-RateLimit-Global"] = "true";
        }

        throw new DiscordError(429, 0, "You are being rate limited.");
    }

    private static JsonObject LimitBody(HttpContext context) => RateLimits.Body(
        double.Parse(context.Response.Headers["X-RateLimit-Reset-After"].ToString(), CultureInfo.InvariantCulture),
        context.Response.Headers.ContainsKey("X-RateLimit-Global"));

    private static async Task BanAsync(HttpContext context)
    {
        context.Response.StatusCode = 429;
        context.Response.ContentType = "text/html";
        context.Response.Headers.RetryAfter = "600";
        await context.Response.WriteAsync(BanPage, context.RequestAborted);
    }

    /// <summary>The top-level thing of a path: channel, guild, or webhook with its token.</summary>
    private static string Major(HttpContext context)
    {
        var values = context.Request.RouteValues;

        return $"{values.GetValueOrDefault("channel")}{values.GetValueOrDefault("guild")}{values.GetValueOrDefault("interaction")}{values.GetValueOrDefault("token")}";
    }

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private void Log(DiscordCallEntry entry)
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

    // https://docs.discord.com/developers/reference#user-agent
    [GeneratedRegex(@"^DiscordBot \(\S+, \S+\)")]
    private static partial Regex UserAgent();
}
