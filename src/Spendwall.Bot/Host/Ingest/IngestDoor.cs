using System.Text.Json.Nodes;
using Spendwall.Bot.Attribution.Ingest;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host.Ingest;

/// <summary>
/// What both doors for request records do alike: the secret, how many bodies are read at once, how a body may be
/// compressed, and what each failure is answered with. A sender that gets 503 sends again; a record sent twice is one.
/// </summary>
internal sealed partial class IngestDoor(SpendwallOptions options, ILogger<IngestDoor> logger) : IDisposable
{
    /// <summary>Bodies at once: each holds two parts of some thousand records at most.</summary>
    public const int MostAtOnce = 4;

    private const string Setting = "Ingest:BearerSecret";

    private readonly BearerCheck bearer = new(options.Ingest.BearerSecret);
    private readonly SemaphoreSlim places = new(MostAtOnce, MostAtOnce);

    /// <param name="inflated">Bytes of a body after inflation.</param>
    /// <param name="take">Reads the body into the report.</param>
    /// <param name="answer">What is said when all went well.</param>
    public async Task ServeAsync(
        HttpContext context, long inflated, Func<Stream, IntakeReport, CancellationToken, Task> take, Func<IntakeReport, (int Status, JsonObject Answer)> answer)
    {
        if (!bearer.Allows(context.Request))
        {
            LogRefused(context.Request.Path);
            await IngestAnswer.UnauthorizedAsync(context, Setting);
        }
        else if (IngestBody.Open(context.Request, inflated) is not { } body)
        {
            context.Response.Headers.AcceptEncoding = "gzip";
            await IngestAnswer.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, IngestAnswer.Error("usage", "The body is compressed in a way that is not read here.", "Send it plain or with gzip."));
        }
        else if (!await places.WaitAsync(TimeSpan.Zero, context.RequestAborted))
        {
            await BusyAsync(context, $"{MostAtOnce} bodies are being read already.");
        }
        else
        {
            try
            {
                await TakeAsync(context, body, inflated, take, answer);
            }
            finally
            {
                places.Release();
            }
        }
    }

    public static JsonObject Describe(IntakeReport report) => new()
    {
        ["received"] = report.Received,
        ["added"] = report.Stored.Added,
        ["changed"] = report.Stored.Changed,
        ["known"] = report.Stored.Known,
        ["refused"] = report.Refused,
        ["faults"] = new JsonArray([.. report.Faults.Select(static fault => new JsonObject { ["line"] = fault.Line, ["reason"] = fault.Reason })]),
    };

    public void Dispose() => places.Dispose();

    private static async Task TakeAsync(
        HttpContext context, Stream body, long inflated, Func<Stream, IntakeReport, CancellationToken, Task> take, Func<IntakeReport, (int Status, JsonObject Answer)> answer)
    {
        var report = new IntakeReport();
        try
        {
            await take(body, report, context.RequestAborted);
            var (status, said) = answer(report);
            await IngestAnswer.WriteAsync(context, status, said);
        }
        catch (IngestRefusedException exception)
        {
            await RefuseAsync(context, exception.Status, exception.Message, exception.Fix, report);
        }
        catch (BodyTooLargeException exception)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, exception.Message, $"Send it in parts of at most {IngestBody.Largest} bytes, {inflated} after inflation; what was stored stays.", report);
        }
        catch (InvalidDataException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body is no gzip.", "Send it again; what was stored stays.", report);
        }
        catch (BadHttpRequestException exception)
        {
            await RefuseAsync(context, exception.StatusCode, "The body could not be read to its end.", "Send it again, in smaller parts; what was stored stays.", report);
        }
        catch (StorageException exception)
        {
            await BusyAsync(context, exception.Message);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string message, string fix, IntakeReport report)
    {
        var answer = IngestAnswer.Error("usage", message, fix);
        foreach (var (name, value) in Describe(report))
        {
            answer[name] = value?.DeepClone();
        }

        return IngestAnswer.WriteAsync(context, status, answer);
    }

    private static Task BusyAsync(HttpContext context, string message)
    {
        context.Response.Headers.RetryAfter = "1";

        return IngestAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, IngestAnswer.Error("busy", message, "Send it again later; a record sent twice is one."));
    }

    [LoggerMessage(1, LogLevel.Warning, "A request to {Path} was refused: its bearer secret is missing or wrong")]
    private partial void LogRefused(string path);
}
