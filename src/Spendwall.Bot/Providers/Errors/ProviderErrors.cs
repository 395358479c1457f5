using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Providers.Errors;

/// <summary>
/// The one translator of provider errors: for our own requests, for request records, and for a text that a person pasted.
/// It looks at the limit that the provider names first, then at its words, and at the status last: the same limit comes
/// as 402 in the documents and as 403 on the wire.
/// </summary>
public static class ProviderErrors
{
    private const int Considered = 16 * 1024;

    /// <param name="provider">Null: not known which one.</param>
    /// <param name="status">The HTTP status; null: the envelope's own code counts.</param>
    /// <param name="body">The answer's body: an envelope, a page or nothing.</param>
    /// <param name="secrets">Texts that must never show.</param>
    public static ProviderError Translate(ProviderKind? provider, int? status, string? body, params ReadOnlySpan<string> secrets) =>
        Translate(provider, status, ErrorBody.Read(body ?? ""), secrets);

    /// <summary>Translates what a person pasted: an envelope, a program's rendering of it, or a bare sentence.</summary>
    /// <returns>Null when nothing in the text is known.</returns>
    public static ProviderError? FromText(string text, ProviderKind? provider = null)
    {
        text = text.Length > Considered ? text[..Considered] : text;
        var error = Translate(provider ?? Guess(text), null, ErrorBody.Read(text));

        return error.Cause == ErrorCause.Unknown ? null : error;
    }

    /// <summary>What is to be done about a cause whose text is not kept.</summary>
    public static ProviderError OfCause(ProviderKind? provider, ErrorCause cause)
    {
        var (status, body) = cause switch
        {
            ErrorCause.InvalidKey => (401, ErrorBody.Empty),
            ErrorCause.WrongKeyKind => (403, new ErrorBody { Message = "only management keys" }),
            ErrorCause.CreditsExhausted => (402, new ErrorBody { Message = "insufficient credits" }),
            ErrorCause.InFlightBudget => (402, new ErrorBody { LimitSource = "openrouter_in_flight_budget" }),
            ErrorCause.RequestTooDear => (402, new ErrorBody { Message = "can only afford" }),
            ErrorCause.KeyLimit => (403, new ErrorBody { LimitSource = "openrouter_key_limit" }),
            ErrorCause.GuardrailBudget => (403, new ErrorBody { LimitSource = "openrouter_guardrail_budget" }),
            ErrorCause.WorkspaceBudget => (403, new ErrorBody { LimitSource = "openrouter_workspace_budget" }),
            ErrorCause.Blocked => (403, new ErrorBody { Message = "moderation" }),
            ErrorCause.NotFound => (404, ErrorBody.Empty),
            ErrorCause.RateLimit => (429, ErrorBody.Empty),
            ErrorCause.ProviderDown => (503, ErrorBody.Empty),
            ErrorCause.BadRequest => (400, ErrorBody.Empty),
            _ => (default(int?), ErrorBody.Empty),
        };

        return Translate(provider, status, body);
    }

    internal static ProviderError Translate(ProviderKind? provider, int? status, ErrorBody body, params ReadOnlySpan<string> secrets)
    {
        int? code = status ?? body.Code;
        var found = (provider == ProviderKind.OpenAI ? null : OpenRouterErrors.Find(body, code))
            ?? (provider == ProviderKind.OpenRouter ? null : OpenAIErrors.Find(body, code))
            ?? StatusErrors.Find(provider, code);
        string said = ForeignText.Clean(body.Message, secrets);
        string prefix = code is { } number ? $"{Title(provider)} answered {number}" : Title(provider) + " refused";
        string message = said.Length > 0 ? $"{prefix}: {found.What}. It said: \"{said}\"" : $"{prefix}: {found.What}.";

        return new ProviderError(found.Failure, found.Cause, code, message, found.Remedy, found.Page is null ? null : new Uri(found.Page));
    }

    internal static string Title(ProviderKind? provider) => provider?.Title ?? "The provider";

    private static ProviderKind? Guess(string text)
    {
        string[] openAI = ["openai.com", "insufficient_quota", "api.usage.read", "sk-proj-", "sk-admin-", "sk-svcacct-", "credit_balance_exhausted"];

        return text.Contains("openrouter", StringComparison.OrdinalIgnoreCase) ? ProviderKind.OpenRouter
            : openAI.Any(mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase)) ? ProviderKind.OpenAI
            : null;
    }
}

/// <param name="What">The middle of a sentence, without its full stop.</param>
internal sealed record Finding(ProviderFailure Failure, ErrorCause Cause, string What, string Remedy, string? Page = null);
