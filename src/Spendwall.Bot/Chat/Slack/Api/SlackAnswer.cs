using System.Net;
using System.Text.Json;
using Spendwall.Bot.Chat.Wire;
using BoundedBody = Spendwall.Bot.Providers.Http.BoundedBody;
using RetryAfterHeader = Spendwall.Bot.Providers.Http.RetryAfterHeader;

namespace Spendwall.Bot.Chat.Slack.Api;

/// <summary>Reads what Slack answered. Only 200 and 429 mean something; a 5xx or a page of HTML is trouble on the way.</summary>
internal static class SlackAnswer
{
    private static readonly TimeSpan PostRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>The answer of a method of the Web API.</summary>
    /// <exception cref="SlackException">Slack said no, or nothing that can be read.</exception>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response, string method, SlackApiSettings settings, TimeProvider transport, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        byte[]? body = await BoundedBody.ReadAsync(response.Content, settings.LargestAnswer, cancellationToken);
        var root = WireJson.Parse(body);
        bool refused = root?.Truth("ok") == false;
        string? code = refused ? SlackErrors.Clean(root?.Text("error")) : null;
        if (response.StatusCode == HttpStatusCode.TooManyRequests || (code is not null && SlackErrors.Kind(code) == SlackFailure.RateLimited))
        {
            throw Limited(method, RetryAfter(response, root, transport) ?? Unsaid(method, settings));
        }

        if (code is not null && status is >= 200 and < 500)
        {
            throw Refused(method, code, root!.Value);
        }

        if (status == 200 && root?.Truth("ok") == true)
        {
            return root.Value;
        }

        throw status == 200
            ? new SlackException(SlackFailure.Transient, SlackErrors.NoJson, body is null
                ? $"Slack's answer to {method} is larger than {settings.LargestAnswer / 1024} KiB."
                : $"Slack's answer to {method} is not Slack's JSON ({body.Length} bytes).")
            {
                MayHaveHappened = true,
            }
            : new SlackException(SlackFailure.Transient, $"http_{status}", $"Slack answered {method} with HTTP {status}.")
            {
                MayHaveHappened = status >= 500,
                RetryAfter = RetryAfterHeader.Read(response, transport.GetUtcNow()),
            };
    }

    /// <summary>The answer of a <c>response_url</c>: the word ok, or JSON, or one word that says why not.</summary>
    /// <exception cref="SlackException">It was not taken.</exception>
    public static async Task ReadResponseUrlAsync(HttpResponseMessage response, SlackApiSettings settings, TimeProvider transport, CancellationToken cancellationToken)
    {
        const string Url = "the response_url";
        int status = (int)response.StatusCode;
        byte[]? body = await BoundedBody.ReadAsync(response.Content, settings.LargestAnswer, cancellationToken);
        var root = WireJson.Parse(body);
        if (status == 429)
        {
            throw Limited(Url, RetryAfter(response, root, transport) ?? PostRetryAfter);
        }

        if (root?.Truth("ok") == false && status < 500)
        {
            throw Refused(Url, SlackErrors.Clean(root.Value.Text("error")), root.Value);
        }

        string word = body is { Length: <= 80 } ? System.Text.Encoding.UTF8.GetString(body).Trim() : "";
        switch (status)
        {
            case 200 when word is not ("used_url" or "expired_url"):
                return;
            case 404 or 410:
                throw new SlackException(SlackFailure.Message, word is "used_url" ? word : "expired_url", "The response_url is used up or expired.");
            case < 500:
                string code = SlackErrors.Clean(word);

                throw new SlackException(SlackErrors.Kind(code), code, $"The response_url did not take the message: {code} (HTTP {status}).");
            default:
                throw new SlackException(SlackFailure.Transient, $"http_{status}", $"The response_url answered with HTTP {status}.") { MayHaveHappened = true };
        }
    }

    public static SlackException Limited(string method, TimeSpan wait) =>
        new(SlackFailure.RateLimited, SlackErrors.RateLimited, $"Slack takes no more {method} for {wait.TotalSeconds:0.#} s.") { RetryAfter = wait };

    private static SlackException Refused(string method, string code, JsonElement root)
    {
        string why = code == "missing_scope" ? $" (needed {SlackErrors.Clean(root.Text("needed")?.Replace(':', '_').Replace('.', '_').Replace(',', '_'))})" : "";

        return new SlackException(SlackErrors.Kind(code), code, $"Slack refused {method}: {code}{why}.") { MayHaveHappened = SlackErrors.IsUncertain(code) };
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, JsonElement? root, TimeProvider transport) =>
        RetryAfterHeader.Read(response, transport.GetUtcNow())
        ?? (root is { } answer && answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("retry_after", out var field) && Number(field) is { } seconds and >= 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null);

    private static double? Number(JsonElement field) => field.ValueKind switch
    {
        JsonValueKind.Number => field.GetDouble(),
        JsonValueKind.String when double.TryParse(field.GetString(), System.Globalization.CultureInfo.InvariantCulture, out double number) => number,
        _ => null,
    };

    private static TimeSpan Unsaid(string method, SlackApiSettings settings) =>
        method == "chat.postMessage" && PostRetryAfter < settings.UnsaidRetryAfter ? PostRetryAfter : settings.UnsaidRetryAfter;
}
