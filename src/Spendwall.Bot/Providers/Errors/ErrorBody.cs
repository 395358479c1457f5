using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.Errors;

/// <summary>What an error answer says, taken out of either provider's envelope, or out of a text that a person pasted.</summary>
internal sealed partial record ErrorBody
{
    public static readonly ErrorBody Empty = new();

    /// <summary>The provider's words, raw: clean before showing.</summary>
    public string Message { get; init; } = "";

    /// <summary>The status inside the envelope.</summary>
    public int? Code { get; init; }

    /// <summary>OpenAI's <c>code</c> and <c>type</c>, OpenRouter's <c>error_type</c>, joined for searching.</summary>
    public string Codes { get; init; } = "";

    public string? Parameter { get; init; }

    /// <summary>OpenRouter's <c>metadata.limit_source</c>.</summary>
    public string? LimitSource { get; init; }

    /// <summary>OpenRouter's <c>metadata.reason</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The name of the limit in <c>metadata.scope</c>.</summary>
    public string? Scope { get; init; }

    public bool Has(string words) => Message.Contains(words, StringComparison.OrdinalIgnoreCase);

    public bool HasCode(string code) => Codes.Contains(code, StringComparison.OrdinalIgnoreCase);

    /// <summary>Never throws: what is no envelope is a message.</summary>
    public static ErrorBody Read(string text)
    {
        int start = text.IndexOf('{', StringComparison.Ordinal);
        int end = text.LastIndexOf('}');
        if (start >= 0 && end > start)
        {
            try
            {
                using var document = JsonDocument.Parse(text.AsMemory(start, end - start + 1));

                return FromJson(document.RootElement) is { } body ? body with { LimitSource = body.LimitSource ?? FindSource(text) } : Plain(text);
            }
            catch (JsonException)
            {
                // A program's own rendering of the envelope, or no envelope at all.
            }
        }

        return Plain(text);
    }

    public static ErrorBody? FromJson(JsonElement root)
    {
        if (root.Field("error") is { ValueKind: JsonValueKind.String } words)
        {
            return new ErrorBody { Message = words.GetString() ?? "" };
        }

        var error = root.Field("error") ?? root;
        if (error.Text("message") is not { } message)
        {
            return null;
        }

        var metadata = error.Field("metadata");
        string? code = error.Text("code");

        return new ErrorBody
        {
            Message = message,
            Code = AsStatus(code),
            Codes = string.Join(' ', code, error.Text("type"), metadata?.Text("error_type"), error.Text("error_type")),
            Parameter = error.Text("param"),
            LimitSource = metadata?.Text("limit_source"),
            Reason = metadata?.Text("reason"),
            Scope = metadata?.Text("scope"),
        };
    }

    private static ErrorBody Plain(string text) => new()
    {
        Message = Unescape(Messages().Match(text) is { Success: true } quoted ? quoted.Groups[2].Value : Markup(text)),
        Code = AsStatus(Statuses().Match(text) is { Success: true } status ? status.Groups[1].Value : LeadingStatus().Match(text).Groups[1].Value),
        Codes = string.Join(' ', Names().Matches(text).Select(match => match.Value)),
        LimitSource = FindSource(text),
        Reason = text.Contains("weight_exceeds_budget", StringComparison.Ordinal) ? "weight_exceeds_budget" : null,
    };

    private static string? FindSource(string text) => Sources().Match(text) is { Success: true } source ? source.Value : null;

    /// <summary>A gateway's page says nothing that its status does not.</summary>
    private static string Markup(string text) => text.TrimStart().StartsWith('<') ? "" : text;

    private static string Unescape(string text) => text.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\n", " ", StringComparison.Ordinal);

    private static int? AsStatus(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int status) && status is >= 400 and < 600 ? status : null;

    [GeneratedRegex(@"['""]message['""]\s*:\s*(['""])((?:\\.|(?!\1).)*)\1", RegexOptions.Singleline)]
    private static partial Regex Messages();

    [GeneratedRegex(@"(?:\bHTTP(?:/\d(?:\.\d)?)?|\bstatus(?:[ _]?code)?|\berror(?:[ _]?code)?|\bcode)['""]?\W{0,4}(\d{3})\b", RegexOptions.IgnoreCase)]
    private static partial Regex Statuses();

    [GeneratedRegex(@"^\W{0,10}([45]\d\d)\b")]
    private static partial Regex LeadingStatus();

    [GeneratedRegex("openrouter_(?:credits|key_limit|in_flight_budget|guardrail_budget|workspace_budget)")]
    private static partial Regex Sources();

    [GeneratedRegex(@"\b[a-z]+(?:_[a-z]+)+\b")]
    private static partial Regex Names();
}
