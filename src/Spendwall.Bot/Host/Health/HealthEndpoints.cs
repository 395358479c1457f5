using System.Text.Json.Nodes;

namespace Spendwall.Bot.Host.Health;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: it can do its work, which accounts it cannot see, which chats it is cut off from and which channels take nothing.</summary>
internal static class HealthEndpoints
{
    extension(IEndpointRouteBuilder routes)
    {
        public void MapHealth()
        {
            // Plain request delegates: the binder of minimal APIs would compile some eight hundred methods at the start.
            routes.MapGet("/healthz", static context =>
            {
                context.Response.ContentType = "text/plain; charset=utf-8";

                return context.Response.WriteAsync("ok", context.RequestAborted);
            });
            routes.MapGet("/readyz", static context =>
            {
                var readiness = Readiness.Of(context.RequestServices.GetRequiredService<BotHealth>(), context.RequestServices.GetRequiredService<ChatLinks>());
                context.Response.StatusCode = readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
                context.Response.ContentType = "application/json; charset=utf-8";

                return context.Response.WriteAsync(readiness.ToJson(), context.RequestAborted);
            });
        }
    }

    /// <param name="Reasons">Why it is not ready, which account it cannot see, which chat it is cut off from, which channel is broken: all but a start and a storage fault make the bot no less ready.</param>
    internal sealed record Readiness(bool Ready, IReadOnlyList<string> Reasons)
    {
        public static Readiness Of(BotHealth health, ChatLinks chats) => new(
            health is { Started: true, StorageFault: null },
            [
                .. health.Started ? Array.Empty<string>() : ["starting: the storage is being checked"],
                .. health.StorageFault is { } fault ? [$"storage: {fault}"] : Array.Empty<string>(),
                .. health.Rounds.Where(run => !run.Ok).Select(run => $"{run.Account}: {run.Failure} ({run.Message})"),
                .. chats.Troubles,
            ]);

        public string ToJson() => new JsonObject
        {
            ["ready"] = Ready,
            ["reasons"] = new JsonArray([.. Reasons.Select(static reason => JsonValue.Create(reason))]),
        }.ToJsonString();
    }
}
