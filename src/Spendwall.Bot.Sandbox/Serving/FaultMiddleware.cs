using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Serving;

/// <summary>Turns the answer of a request into the fault that is planned for it.</summary>
internal static class FaultMiddleware
{
    private const string Page = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>";

    /// <param name="usualBody">The provider's own body of a status.</param>
    public static async Task ApplyAsync(HttpContext context, Fault fault, Func<int, object> usualBody, RequestDelegate next)
    {
        switch (fault.Kind)
        {
            case FaultKind.Slow:
                // Real time: a slow provider does not become a fast one because the simulated clock runs.
                await Task.Delay(fault.Delay, TimeProvider.System, context.RequestAborted);
                await next(context);
                break;
            case FaultKind.Status:
                if (fault.RetryAfter is { } wait)
                {
                    context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                }

                foreach (var (name, value) in fault.Headers ?? ImmutableDictionary<string, string>.Empty)
                {
                    context.Response.Headers[name] = value;
                }

                await (fault.Body is { } body
                    ? SendAsync(context, fault.Status, fault.ContentType, Encoding.UTF8.GetBytes(body))
                    : Answer.WriteAsync(context, fault.Status, usualBody(fault.Status)));
                break;
            case FaultKind.Html:
                await SendAsync(context, 200, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(Page));
                break;
            case FaultKind.WrongType:
                await SendAsync(context, 200, "application/json", Encoding.UTF8.GetBytes(fault.Body ?? """{"data":"none","has_more":"no"}"""));
                break;
            default:
                await RewriteAsync(context, fault.Kind, next);
                break;
        }
    }

    private static async Task RewriteAsync(HttpContext context, FaultKind kind, RequestDelegate next)
    {
        var wire = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        await next(context);
        context.Response.Body = wire;
        if (kind == FaultKind.Unanswered)
        {
            context.Abort();
            return;
        }

        byte[] answer = buffer.ToArray();
        var half = answer.AsMemory(0, answer.Length / 2);
        if (kind == FaultKind.Broken)
        {
            context.Response.ContentLength = answer.Length;
            await wire.WriteAsync(half, context.RequestAborted);
            await wire.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        byte[] changed = kind == FaultKind.Duplicate ? Doubled(answer) : half.ToArray();
        context.Response.ContentLength = changed.Length;
        await wire.WriteAsync(changed, context.RequestAborted);
    }

    private static byte[] Doubled(byte[] answer)
    {
        if (JsonNode.Parse(answer) is not JsonObject root)
        {
            return answer;
        }

        var rows = root["data"] as JsonArray ?? (root["data"] as JsonObject)?["data"] as JsonArray;
        foreach (var row in rows?.ToList() ?? [])
        {
            rows!.Add(row?.DeepClone());
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static async Task SendAsync(HttpContext context, int status, string type, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
