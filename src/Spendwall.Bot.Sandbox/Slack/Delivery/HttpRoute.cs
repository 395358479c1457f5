using System.Globalization;
using System.Text;
using System.Text.Json;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.Delivery;

/// <summary>The app's request URLs, all on this machine.</summary>
internal sealed record RequestUrls(Uri Commands, Uri Interactions, Uri Events)
{
    /// <summary>Spendwall's own paths under an address.</summary>
    public static RequestUrls Under(Uri address) =>
        new(new(address, "/slack/commands"), new(address, "/slack/interactions"), new(address, "/slack/events"));
}

/// <summary>Signed HTTP: what an app without Socket Mode gets.</summary>
internal sealed class HttpRoute(SlackWorkspace workspace) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Whether the app answered the last event with <c>X-Slack-No-Retry</c>.</summary>
    public bool NoRetry { get; private set; }

    public Task<SlackReply> DeliverAsync(SlackParcel parcel, RequestUrls urls, CancellationToken cancellationToken) => parcel.Kind switch
    {
        SlackParcel.Command => SendAsync(urls.Commands, Form(parcel.Payload), parcel, cancellationToken),
        SlackParcel.Interactive => SendAsync(urls.Interactions, new FormUrlEncodedContent([new("payload", parcel.Payload)]), parcel, cancellationToken),
        _ => SendAsync(urls.Events, Json(parcel.Payload), parcel, cancellationToken),
    };

    /// <summary>Asks the app to repeat a word, as Slack does before it takes an events URL.</summary>
    public async Task<bool> VerifyAsync(Uri events, CancellationToken cancellationToken)
    {
        const string challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P";
        var reply = await SendAsync(
            events, Json(JsonSerializer.Serialize(new { token = "sandbox", challenge, type = "url_verification" })), new SlackParcel(SlackParcel.Event, ""), cancellationToken);

        return reply.IsAcknowledged
            && (reply.Detail == challenge || (reply.Payload is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("challenge", out var said) && said.ToString() == challenge));
    }

    /// <summary>Any body, with any lie about time and signature.</summary>
    public async Task<SlackReply> SendAsync(Uri url, HttpContent content, SlackParcel parcel, CancellationToken cancellationToken, TimeSpan late = default, string? signature = null)
    {
        byte[] body = await content.ReadAsByteArrayAsync(cancellationToken);
        string timestamp = SlackSigner.Timestamp(workspace.Clock.GetUtcNow() - late);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.Add(SlackSigner.TimestampHeader, timestamp);
        request.Headers.Add(SlackSigner.SignatureHeader, signature ?? SlackSigner.Signature(workspace.Identity.SigningSecret, timestamp, body));
        request.Headers.UserAgent.ParseAdd("Slackbot 1.0 (+https://api.slack.com/robots)");
        if (parcel.Attempt > 0)
        {
            request.Headers.Add("X-Slack-Retry-Num", parcel.Attempt.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("X-Slack-Retry-Reason", parcel.Reason);
        }

        using var limit = new CancellationTokenSource(workspace.Options.AckWithin, workspace.Real);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        long start = workspace.Real.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request, both.Token);
            string text = await response.Content.ReadAsStringAsync(both.Token);
            NoRetry = response.Headers.Contains("X-Slack-No-Retry");

            return response.IsSuccessStatusCode
                ? new(SlackOutcome.Acknowledged, workspace.Real.GetElapsedTime(start), Payload(text), text)
                : new(SlackOutcome.Refused, Detail: ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new(SlackOutcome.TimedOut);
        }
        catch (HttpRequestException)
        {
            return new(SlackOutcome.NotReached);
        }
    }

    public void Dispose() => http.Dispose();

    private static FormUrlEncodedContent Form(string payload)
    {
        using var document = JsonDocument.Parse(payload);

        return new(document.RootElement.EnumerateObject().Select(static field => KeyValuePair.Create(field.Name, field.Value.ToString())).ToList());
    }

    private static StringContent Json(string payload) => new(payload, Encoding.UTF8, "application/json");

    /// <summary>An acknowledgement in plain words is a message too.</summary>
    private static JsonElement? Payload(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);

            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : JsonSerializer.SerializeToElement(new { text });
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(new { text });
        }
    }
}
