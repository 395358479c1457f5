using System.Text.Json;
using Spendwall.Bot.Chat.Wire;
using BoundedBody = Spendwall.Bot.Providers.Http.BoundedBody;
using RetryAfterHeader = Spendwall.Bot.Providers.Http.RetryAfterHeader;

namespace Spendwall.Bot.Chat.Discord.Api;

/// <summary>What Discord answered, as far as it can be read.</summary>
/// <param name="Root">Null: empty, or no JSON.</param>
/// <param name="Length">Bytes of the body; -1: more than is read.</param>
internal sealed record DiscordAnswer(int Status, JsonElement? Root, int Length, TimeSpan? RetryAfter, bool IsGlobal, bool IsShared)
{
    public bool Succeeded => Status is >= 200 and < 300 && (Root is not null || Length == 0);

    /// <summary>Refused before it reached Discord's API: by its edge, which answers no JSON.</summary>
    public bool IsEdge => Root is null && Status is 403 or 429;

    /// <summary>Counts towards the ban.</summary>
    public bool IsInvalid => Status is 401 or 403 || (Status == 429 && !IsShared);

    public static async Task<DiscordAnswer> ReadAsync(HttpResponseMessage response, int most, TimeProvider transport, CancellationToken cancellationToken)
    {
        byte[]? body = await BoundedBody.ReadAsync(response.Content, most, cancellationToken);
        var root = WireJson.Parse(body);
        bool limited = (int)response.StatusCode == 429;

        // Seconds, with decimals: the header is the same rounded up.
        var after = limited && root is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("retry_after", out var field) && field.ValueKind == JsonValueKind.Number
            && field.TryGetDouble(out double seconds) && seconds is >= 0 and < 86_400 * 2
                ? TimeSpan.FromSeconds(seconds)
                : RetryAfterHeader.Read(response, transport.GetUtcNow());

        return new(
            (int)response.StatusCode, root, body?.Length ?? -1, after,
            limited && (RateHeaders.IsGlobal(response) || RateHeaders.Scope(response) == "global" || root?.Truth("global") == true),
            limited && RateHeaders.Scope(response) == "shared");
    }

    /// <param name="permission">Names what is missing, given Discord's code.</param>
    public DiscordException ToException(string route, bool asBot, Func<int, string> permission)
    {
        int code = Root is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("code", out var field) && field.ValueKind == JsonValueKind.Number && field.TryGetInt32(out int number) ? number : 0;
        if (Status is >= 200 and < 300)
        {
            return new(DiscordFailure.Transient, 0, Length < 0 ? $"Discord's answer to {route} is too large." : $"Discord's answer to {route} is no JSON ({Length} bytes).") { MayHaveHappened = true };
        }

        if (IsEdge)
        {
            return new(DiscordFailure.RateLimited, 0, $"Discord's edge refuses {route} (HTTP {Status}, no JSON).") { RetryAfter = RetryAfter };
        }

        var failure = DiscordErrors.Kind(Status, code, asBot);
        string said = ForeignText.Excerpt(Root?.Text("message") ?? "no reason given", 160);
        string why = failure switch
        {
            DiscordFailure.Permission => $"{said}: the bot lacks {permission(code)}",
            DiscordFailure.RateLimited => $"no more for {RetryAfter?.TotalSeconds ?? 0:0.#} s",
            DiscordFailure.Token => $"{said}: the bot's token is not accepted",
            _ => said + (Root is { } body ? DiscordErrors.Fields(body) : ""),
        };

        return new(failure, code, $"Discord refused {route}: {why} ({(code == 0 ? "" : $"{code}, ")}HTTP {Status}).")
        {
            RetryAfter = RetryAfter,
            MayHaveHappened = Status >= 500,
        };
    }
}
