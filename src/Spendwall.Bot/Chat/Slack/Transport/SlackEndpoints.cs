using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Slack.Transport;

/// <summary>Signed HTTP: <c>/slack/commands</c>, <c>/slack/interactions</c> and <c>/slack/events</c>.</summary>
public static class SlackEndpoints
{
    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Maps nothing unless Slack is on, in the mode Http, with a signing secret: the addresses then do not exist.</summary>
        public void MapSlack()
        {
            var slack = routes.ServiceProvider.GetRequiredService<SpendwallOptions>().Slack;
            if (!slack.Enabled || slack.Mode != "Http" || slack.SigningSecret.IsEmpty)
            {
                return;
            }

            var endpoint = routes.ServiceProvider.GetRequiredService<SlackEndpoint>();
            routes.MapPost("/slack/commands", context => endpoint.ServeAsync(context, endpoint.Command));
            routes.MapPost("/slack/interactions", context => endpoint.ServeAsync(context, endpoint.Interaction));
            routes.MapPost("/slack/events", context => endpoint.ServeAsync(context, endpoint.Event));

            // Slack's check of the certificate is not signed, and tells nobody anything.
            routes.MapGet("/slack/commands", static context =>
            {
                context.Response.StatusCode = context.Request.Query["ssl_check"] == "1" ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;

                return Task.CompletedTask;
            });
        }
    }
}

/// <summary>One signed request: its signature over the very bytes first, then what it says.</summary>
internal sealed partial class SlackEndpoint(
    SpendwallOptions options, SlackReceiver receiver, Dedup dedup, SlackTransportSettings settings, TimeProvider clock, ILogger<SlackEndpoint> logger)
{
    public async Task ServeAsync(HttpContext context, Func<byte[], Parsed?> parse)
    {
        if (await ReadAsync(context.Request, context.RequestAborted) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;

            return;
        }

        string signature = context.Request.Headers[SlackSignature.Header].ToString();
        string timestamp = context.Request.Headers[SlackSignature.TimestampHeader].ToString();
        string[] proof = [$"signature:{timestamp}:{signature}"];
        if (!SlackSignature.IsValid(options.Slack.SigningSecret.Reveal(), timestamp, signature, body, clock.GetUtcNow()) || !dedup.IsNew(proof))
        {
            LogRefused(context.Request.Path);
            Refuse(context, StatusCodes.Status401Unauthorized);

            return;
        }

        var parsed = Parse(body, parse);
        switch (parsed)
        {
            case null:
                Refuse(context, StatusCodes.Status400BadRequest);
                break;
            case { Challenge: { } challenge }:
                context.Response.ContentType = "text/plain";
                await context.Response.WriteAsync(challenge, context.RequestAborted);
                break;
            case { Delivery: { } delivery }:
                if (!await receiver.ReceiveAsync(delivery, payload => AcknowledgeAsync(context, payload)))
                {
                    // Slack's retry may bear the same signature.
                    dedup.Forget(proof);
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                }

                break;
        }
    }

    internal Parsed? Command(byte[] body)
    {
        var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));

        return fields.ContainsKey("ssl_check")
            ? new Parsed(null, "")
            : Complete(SlackParser.Command(name => fields.TryGetValue(name, out var value) ? value.ToString() : null, clock.GetUtcNow()));
    }

    internal Parsed? Interaction(byte[] body)
    {
        var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));

        return fields.TryGetValue("payload", out var payload) && Json(Encoding.UTF8.GetBytes(payload.ToString())) is { } root
            ? new Parsed(SlackParser.Interaction(root, clock.GetUtcNow()), null)
            : null;
    }

    internal Parsed? Event(byte[] body) => Json(body) is not { } root ? null
        : root.Text("type") == "url_verification" ? new Parsed(null, root.Text("challenge") ?? "")
        : new Parsed(SlackParser.Event(root, clock.GetUtcNow()), null);

    private static Parsed? Complete(SlackDelivery delivery) => delivery.Inbound is null ? null : new Parsed(delivery, null);

    private static Parsed? Parse(byte[] body, Func<byte[], Parsed?> parse)
    {
        try
        {
            return parse(body);
        }
        catch (InvalidDataException)
        {
            // More fields, or longer ones, than a form may have.
            return null;
        }
    }

    private static JsonElement? Json(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);

            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Sending the same again would not make it better.</summary>
    private static void Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["X-Slack-No-Retry"] = "1";
    }

    private static async Task AcknowledgeAsync(HttpContext context, JsonElement? payload)
    {
        if (payload is { } content)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync(content.GetRawText(), context.RequestAborted);
        }

        await context.Response.CompleteAsync();
    }

    private async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > settings.LargestMessage)
        {
            return null;
        }

        using var body = new MemoryStream();
        byte[] chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (body.Length + read > settings.LargestMessage)
            {
                return null;
            }

            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }

    /// <summary>Either a delivery, or a text to answer at once.</summary>
    internal sealed record Parsed(SlackDelivery? Delivery, string? Challenge);

    [LoggerMessage(1, LogLevel.Warning, "A request to {Path} was refused: Slack did not sign it, not now, or it came before")]
    private partial void LogRefused(string path);
}
