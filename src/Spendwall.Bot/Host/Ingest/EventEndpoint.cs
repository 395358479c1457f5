using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands.Events;
using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host.Ingest;

/// <summary><c>POST /ingest/events</c>: a CI system tells of a release. Without <c>Events:BearerSecret</c> the address does not exist.</summary>
internal sealed partial class EventEndpoint(
    SpendwallOptions options, EventBody bodies, EventBook events, TimeProvider clock, [FromKeyedServices("transport")] TimeProvider transport, ILogger<EventEndpoint> logger)
{
    public const string Path = "/ingest/events";

    /// <summary>Bytes of a body.</summary>
    public const int Largest = 16 * 1024;

    /// <summary>Requests a minute.</summary>
    public const int Most = 60;

    private readonly SlidingWindow window = new(Most, TimeSpan.FromMinutes(1), transport);
    private readonly BearerCheck bearer = new(options.Events.BearerSecret);

    public async Task ServeAsync(HttpContext context)
    {
        if (!bearer.Allows(context.Request))
        {
            LogRefused();
            await IngestAnswer.UnauthorizedAsync(context, "Events:BearerSecret");
        }
        else if (window.Take() is { Ticks: > 0 } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await IngestAnswer.WriteAsync(context, StatusCodes.Status429TooManyRequests, IngestAnswer.Error("rate", $"More than {Most} events came within a minute.", "Send it again later; the same event twice is one."));
        }
        else if (await ReadAsync(context.Request, context.RequestAborted) is not { } body)
        {
            await IngestAnswer.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, IngestAnswer.Error("usage", $"The body has more than {Largest} bytes.", "Send one event at a time."));
        }
        else
        {
            await AddAsync(context, body);
        }
    }

    private async Task AddAsync(HttpContext context, byte[] body)
    {
        var now = clock.GetUtcNow();
        try
        {
            var (draft, fault) = await bodies.ReadAsync(body, now, context.RequestAborted);
            if (draft is null)
            {
                await IngestAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, IngestAnswer.Error(fault!.Kind, fault.Message, fault.Fix));

                return;
            }

            switch (await events.AddAsync(draft, context.RequestAborted))
            {
                case ChangeOutcome<AddedEvent>.Refused refused:
                    await IngestAnswer.WriteAsync(context, refused.Kind == "conflict" ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest, IngestAnswer.Error(refused.Kind, refused.Message, refused.Fix));
                    break;
                case ChangeOutcome<AddedEvent>.Done { Value: var added }:
                    var answer = new JsonObject { ["ok"] = true, ["event"] = EventJson.Of(added.Event, null, now) };
                    await IngestAnswer.WriteAsync(context, added.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, answer);
                    break;
            }
        }
        catch (StorageException exception)
        {
            await IngestAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, IngestAnswer.Error("storage", exception.Message, "Send it again after that."));
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Largest)
        {
            return null;
        }

        using var body = new MemoryStream();
        byte[] chunk = new byte[4096];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (body.Length + read > Largest)
            {
                return null;
            }

            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }

    [LoggerMessage(1, LogLevel.Warning, "A request to " + Path + " was refused: its bearer secret is missing or wrong")]
    private partial void LogRefused();
}

internal static class EventEndpoints
{
    extension(IEndpointRouteBuilder routes)
    {
        public void MapEvents()
        {
            if (!routes.ServiceProvider.GetRequiredService<SpendwallOptions>().Events.BearerSecret.IsEmpty)
            {
                var endpoint = routes.ServiceProvider.GetRequiredService<EventEndpoint>();
                routes.MapPost(EventEndpoint.Path, context => endpoint.ServeAsync(context));
            }
        }
    }
}
