using System.Text.RegularExpressions;

namespace Spendwall.Bot.Providers.Errors;

/// <summary>OpenRouter's limits and words; the source of a limit counts first, the words second.</summary>
internal static partial class OpenRouterErrors
{
    /// <returns>Null when neither says more than the status.</returns>
    public static Finding? Find(ErrorBody body, int? status) => BySource(body, status) ?? ByWords(body, status);

    private static Finding? BySource(ErrorBody body, int? status) => body.LimitSource switch
    {
        "openrouter_in_flight_budget" => InFlight(body),
        "openrouter_credits" => body.Has("can only afford") ? TooDear(body) : Credits(),
        "openrouter_key_limit" => KeyLimit(body, status),
        "openrouter_guardrail_budget" => Guardrail(status),
        "openrouter_workspace_budget" => Workspace(status),
        _ => null,
    };

    private static Finding? ByWords(ErrorBody body, int? status) => body switch
    {
        _ when body.Has("can only afford") => TooDear(body),
        _ when body.Has("in-flight requests") || body.Reason is "in_flight_budget_exhausted" or "weight_exceeds_budget" => InFlight(body),
        _ when body.Has("key limit exceeded") => KeyLimit(body, status),
        _ when body.Has("only management keys") || body.Has("only provisioning keys") => new(ProviderFailure.Permission, ErrorCause.WrongKeyKind,
            "this needs a management key, and the key is an ordinary one",
            $"An account admin makes a management key at {ProviderPages.OpenRouterManagementKeys} and puts it in as the account's ApiKey; it has no read-only form, so it belongs in a secret store.",
            ProviderPages.OpenRouterManagementKeys),
        _ when body.Has("guardrail") && body.Has("budget") => Guardrail(status),
        _ when WorkspaceBudget().IsMatch(body.Message) => Workspace(status),
        _ when body.Has("insufficient credits") || body.Has("requires more credits") || body.Has("negative balance") => Credits(),
        _ when body.HasCode("token_limit_exceeded") => TooDear(body),
        _ when body.Has("no allowed providers") || body.Has("data policy") => new(ProviderFailure.NotFound, ErrorCause.Blocked,
            "no provider of this model is allowed by the account's or request's rules",
            $"An account admin checks allowed providers and data policy at {ProviderPages.OpenRouterPrivacy}, or the program asks for another model.",
            ProviderPages.OpenRouterPrivacy),
        _ when body.Has("guardrail") || body.Has("moderation") || body.Has("flagged") => new(ProviderFailure.Permission, ErrorCause.Blocked,
            "a guardrail or a moderation stopped the request; this is not about money",
            "Whoever sends the request changes its content, or an organisation admin changes the guardrail."),
        _ => null,
    };

    private static Finding Credits() => new(ProviderFailure.Payment, ErrorCause.CreditsExhausted, "the account has no credits left, and calls fail, free models included",
        $"Someone with billing access buys credits at {ProviderPages.OpenRouterCredits}; a purchase can take up to an hour to show.", ProviderPages.OpenRouterCredits);

    private static Finding InFlight(ErrorBody body) => body.Reason == "weight_exceeds_budget"
        ? new(ProviderFailure.Payment, ErrorCause.RequestTooDear, "this one request could cost more than OpenRouter lets a balance of this size have in flight",
            $"Whoever runs the caller lowers max_tokens; buying credits at {ProviderPages.OpenRouterCredits} raises the in-flight budget.", ProviderPages.OpenRouterCredits)
        : new(ProviderFailure.Payment, ErrorCause.InFlightBudget, "credits are left, but requests in flight already claim the part of them that may run at once",
            $"Whoever runs the callers sends fewer requests at once or lowers max_tokens, and tries again when those in flight are done; buying credits at {ProviderPages.OpenRouterCredits} raises the in-flight budget.",
            ProviderPages.OpenRouterCredits);

    private static Finding TooDear(ErrorBody body)
    {
        string most = Afford().Match(body.Message) is { Success: true } match ? $" to at most {match.Groups[1].Value}" : "";

        return new(ProviderFailure.Payment, ErrorCause.RequestTooDear, "credits are left, but fewer than this request could cost with its max_tokens",
            $"Whoever runs the caller lowers max_tokens{most}, or someone with billing access buys credits at {ProviderPages.OpenRouterCredits}.", ProviderPages.OpenRouterCredits);
    }

    private static Finding KeyLimit(ErrorBody body, int? status)
    {
        string window = Window().Match(body.Message) is { Success: true } match ? match.Groups[1].Value.ToLowerInvariant() : "";
        string reset = window switch
        {
            "daily" => " It starts again at midnight UTC.",
            "weekly" => " It starts again on Monday at midnight UTC.",
            "monthly" => " It starts again on the 1st at midnight UTC.",
            "total" => " It never starts again by itself.",
            _ => "",
        };

        return new(Money(status), ErrorCause.KeyLimit, $"the key has reached its {(window.Length > 0 ? window + " " : "")}spending limit; the account itself can still have credits",
            $"Whoever manages the account's keys raises the key's limit at {ProviderPages.OpenRouterKeys}.{reset}", ProviderPages.OpenRouterKeys);
    }

    private static Finding Guardrail(int? status) => new(Money(status), ErrorCause.GuardrailBudget, "a guardrail's budget for this member or key is used up; the account itself can still have credits",
        $"An organisation admin raises the guardrail's budget, or the caller waits until it starts again; the key's budgets are at {ProviderPages.OpenRouterKeys}.", ProviderPages.OpenRouterKeys);

    private static Finding Workspace(int? status) => new(Money(status), ErrorCause.WorkspaceBudget, "the workspace's budget is used up; the account itself can still have credits",
        "An organisation admin raises the workspace's budget in the workspace settings, or the callers wait until it starts again.");

    /// <summary>The kind follows the status that was used; the cause does not.</summary>
    private static ProviderFailure Money(int? status) => status == 402 ? ProviderFailure.Payment : ProviderFailure.Permission;

    [GeneratedRegex(@"can only afford (\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex Afford();

    [GeneratedRegex(@"\((daily|weekly|monthly|total) limit\)", RegexOptions.IgnoreCase)]
    private static partial Regex Window();

    [GeneratedRegex(@"workspace\b.*\bbudget\b", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex WorkspaceBudget();
}
