using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Events;
using Spendwall.Bot.Chat.Commands.Parsing;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Host.Ingest;

/// <summary>An event as a program sends it: <c>{"kind","scope","cap_usd","factor","from","until","name","id"}</c>, in the words of <c>/event</c>.</summary>
internal sealed class EventBody(IScopeResolver scopes)
{
    /// <summary>Who is on record as having added it.</summary>
    public const string Sender = "http:events";

    private static readonly string[] Fields = ["kind", "scope", "cap_usd", "factor", "from", "until", "name", "id"];

    /// <returns>The event, or what is wrong with it.</returns>
    public async Task<(SpendEvent? Draft, CommandAnswer.Refused? Fault)> ReadAsync(byte[] body, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Parse(body) is not { } json)
        {
            return (null, Usage("The body is no JSON object."));
        }

        if (FaultOf(json) is { } fault)
        {
            return (null, Usage(fault));
        }

        var kind = EventText.Kind(Text(json, "kind") ?? "release")!.Value;
        var (period, noTime) = EventText.Period(Text(json, "from"), Text(json, "until"), now);
        if (period is not { } when)
        {
            return (null, new("usage", $"'{ForeignText.Excerpt(noTime!)}' is no time.", $"Such as 4h or 2026-11-21T06:00:00Z, or {WhenParser.Choices}."));
        }

        var (scope, unknown) = await ScopeAsync(Text(json, "scope") ?? "", cancellationToken);
        if (scope is null)
        {
            return (null, unknown);
        }

        return (new SpendEvent
        {
            Kind = kind,
            Scope = scope,
            Name = Text(json, "name") is { } name ? ForeignText.Clean(name).Trim() : null,
            Cap = json.TryGetValue("cap_usd", out var cap) ? Usd.FromDollars(cap.GetDecimal()) : null,
            Factor = json.TryGetValue("factor", out var factor) ? factor.GetDouble() : null,
            From = when.From,
            Until = when.Until,
            AddedAt = now,
            AddedBy = Sender,
            Channel = "",
            SourceId = Text(json, "id") is { } id ? ForeignText.Clean(id).Trim() : null,
            Content = Hash(json),
        }, null);
    }

    private async Task<(Scope? Scope, CommandAnswer.Refused? Fault)> ScopeAsync(string text, CancellationToken cancellationToken)
    {
        if (!CommandToken.TrySplit(text, out var tokens) || tokens.Count == 0)
        {
            return (null, Usage("scope is missing: say what may cost more."));
        }

        return await scopes.ResolveAsync([.. tokens.Select(static token => token.Key is null ? token.Value : $"{token.Key}:{token.Value}")], cancellationToken) switch
        {
            ScopeResolution.Found found => (found.Scope, null),
            ScopeResolution.Refused refused => (null, new(refused.Kind, refused.Message, refused.Fix)),
            _ => throw new InvalidOperationException("A scope is found or refused."),
        };
    }

    private static string? FaultOf(Dictionary<string, JsonElement> json)
    {
        if (json.Keys.FirstOrDefault(static key => !Fields.Contains(key)) is { } other)
        {
            return $"There is no field '{ForeignText.Excerpt(other)}'. {Wording.DidYouMean(Nearest.To(other, Fields))}".TrimEnd();
        }

        foreach (var (key, value) in json)
        {
            bool isNumber = key is "cap_usd" or "factor";
            if (value.ValueKind != (isNumber ? JsonValueKind.Number : JsonValueKind.String))
            {
                return $"{key} is a {(isNumber ? "number" : "text")}.";
            }
        }

        if (Text(json, "kind") is { } kind && EventText.Kind(kind) is null)
        {
            return $"kind cannot be '{ForeignText.Excerpt(kind)}': it is {Wording.AnyOf(EventText.Kinds)}.";
        }

        if (Text(json, "id") is { } id && string.IsNullOrWhiteSpace(ForeignText.Clean(id)))
        {
            return "id cannot be empty: leave it out, or give each event its own.";
        }

        return json.TryGetValue("cap_usd", out var cap) && !(cap.TryGetDecimal(out decimal usd) && usd is > 0 and <= 1_000_000_000m) ? "cap_usd is USD above 0." : null;
    }

    /// <summary>Null stands for a field that is not there.</summary>
    private static Dictionary<string, JsonElement>? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });

            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().Where(static field => field.Value.ValueKind != JsonValueKind.Null).ToDictionary(static field => field.Name, static field => field.Value.Clone())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(Dictionary<string, JsonElement> json, string field) => json.TryGetValue(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The same for the same fields, in whatever order they stand.</summary>
    private static string Hash(Dictionary<string, JsonElement> json)
    {
        string text = string.Join('\n', json.OrderBy(static field => field.Key, StringComparer.Ordinal).Select(static field => $"{field.Key}={field.Value.GetRawText()}"));

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static CommandAnswer.Refused Usage(string message) => new("usage", message, """Such as {"kind":"release","scope":"openai-acme","cap_usd":200,"until":"24h","name":"search 2.4","id":"deploy-812"}.""");
}
