using Microsoft.AspNetCore.Http.HttpResults;

namespace Spendwall.Bot.Host.Health;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: it can do its work, and which accounts it cannot see.</summary>
internal static class HealthEndpoints
{
    extension(IEndpointRouteBuilder routes)
    {
        public void MapHealth()
        {
            routes.MapGet("/healthz", static () => TypedResults.Text("ok"));
            routes.MapGet("/readyz", Results<Ok<Readiness>, JsonHttpResult<Readiness>> (BotHealth health) =>
            {
                var readiness = Readiness.Of(health);

                return readiness.Ready ? TypedResults.Ok(readiness) : TypedResults.Json(readiness, statusCode: StatusCodes.Status503ServiceUnavailable);
            });
        }
    }

    /// <param name="Reasons">Why it is not ready, or which account it cannot see: a blind account makes the bot no less ready.</param>
    internal sealed record Readiness(bool Ready, IReadOnlyList<string> Reasons)
    {
        public static Readiness Of(BotHealth health) => new(
            health.Started,
            [
                .. health.Started ? Array.Empty<string>() : ["starting: the storage is being checked"],
                .. health.Rounds.Where(run => !run.Ok).Select(run => $"{run.Account}: {run.Failure} ({run.Message})"),
            ]);
    }
}
