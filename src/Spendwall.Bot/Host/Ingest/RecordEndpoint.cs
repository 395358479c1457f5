using System.Text.Json.Nodes;
using Spendwall.Bot.Attribution.Ingest;

namespace Spendwall.Bot.Host.Ingest;

/// <summary><c>POST /ingest/requests</c>: a record a line. Without <c>Ingest:BearerSecret</c> the address does not exist.</summary>
internal sealed class RecordEndpoint(IngestDoor door, RecordIntake intake)
{
    public const string Path = "/ingest/requests";

    public Task ServeAsync(HttpContext context)
    {
        string? account = context.Request.Query["account"];

        return door.ServeAsync(
            context,
            IngestBody.LargestInflated,
            (body, report, cancellationToken) => intake.TakeLinesAsync(body, account, report, cancellationToken),
            static report => Answer(report));
    }

    /// <summary>Refused lines are told one by one; the whole is a refusal only when every line was.</summary>
    private static (int Status, JsonObject Answer) Answer(IntakeReport report)
    {
        bool none = report.Received > 0 && report.Refused == report.Received;
        var answer = none
            ? IngestAnswer.Error("usage", "No line is a request record.", """Such as {"id":"gen-1","time":"2026-11-21T06:00:00Z","model":"x/y","input_tokens":10,"output_tokens":5,"cost":0.0012}, one a line.""")
            : new JsonObject { ["ok"] = true };
        foreach (var (name, value) in IngestDoor.Describe(report))
        {
            answer[name] = value?.DeepClone();
        }

        return (none ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK, answer);
    }
}
