using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Attribution.Ingest;

namespace Spendwall.Bot.Host.Ingest;

/// <summary>
/// <c>POST /ingest/otlp/v1/traces</c>: OpenRouter's Broadcast and any OpenTelemetry exporter, as OTLP/HTTP in JSON
/// (https://opentelemetry.io/docs/specs/otlp/#otlphttp). Without <c>Ingest:BearerSecret</c> the address does not exist.
/// </summary>
internal sealed class TraceEndpoint(IngestDoor door, RecordIntake intake)
{
    public const string Path = "/ingest/otlp/v1/traces";

    /// <summary>Bytes of a body after inflation; it is held as a whole.</summary>
    public const long Largest = 32 * 1024 * 1024;

    public Task ServeAsync(HttpContext context)
    {
        string? account = context.Request.Query["account"];
        bool protobuf = context.Request.ContentType?.Contains("protobuf", StringComparison.OrdinalIgnoreCase) == true;

        return door.ServeAsync(
            context,
            Largest,
            async (body, report, cancellationToken) =>
            {
                if (protobuf)
                {
                    throw new IngestRefusedException(StatusCodes.Status415UnsupportedMediaType, "Traces are read as JSON only.", "Set OTEL_EXPORTER_OTLP_PROTOCOL=http/json, or the exporter's encoding to json.");
                }

                using var whole = new MemoryStream();
                await body.CopyToAsync(whole, cancellationToken);

                // OpenRouter tries the connection with an empty body.
                if (whole.Length > 0 && !await intake.TakeTracesAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length), account, report, cancellationToken))
                {
                    throw new IngestRefusedException(StatusCodes.Status400BadRequest, "The body is no JSON of OTLP traces.", """Such as {"resourceSpans":[…]}.""");
                }
            },
            static report => (StatusCodes.Status200OK, Answer(report)));
    }

    /// <summary>As OTLP demands: 200, and what was refused as a partial success, which is not sent again.</summary>
    private static JsonObject Answer(IntakeReport report) => report.Refused == 0 ? [] : new()
    {
        ["partialSuccess"] = new JsonObject
        {
            ["rejectedSpans"] = report.Refused.ToString(CultureInfo.InvariantCulture),
            ["errorMessage"] = string.Join("; ", report.Faults.Take(10).Select(static fault => string.Create(CultureInfo.InvariantCulture, $"span {fault.Line}: {fault.Reason}"))),
        },
    };
}

/// <summary>A body that its door does not take.</summary>
internal sealed class IngestRefusedException(int status, string message, string fix) : Exception(message)
{
    public int Status => status;

    public string Fix => fix;
}
