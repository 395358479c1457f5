using System.Text.RegularExpressions;

namespace Spendwall.Bot.Providers.Errors;

/// <summary>OpenAI's codes and words; four of its 429 codes are about money, not about pace.</summary>
internal static partial class OpenAIErrors
{
    /// <returns>Null when they say no more than the status.</returns>
    public static Finding? Find(ErrorBody body, int? status) => body switch
    {
        _ when Scopes().Match(body.Message) is { Success: true } scopes => new(ProviderFailure.Permission, ErrorCause.MissingScope,
            $"the key lacks {scopes.Groups[1].Value}",
            $"An organisation owner makes an admin key with Usage → Read at {ProviderPages.OpenAIAdminKeys}; project and service-account keys cannot read usage and costs.",
            ProviderPages.OpenAIAdminKeys),
        _ when body.HasCode("organization_usage_limit_exceeded") => new(ProviderFailure.Payment, ErrorCause.OrganizationLimit,
            "the organisation has reached its usage limit, and calls fail",
            $"An organisation owner asks for a higher limit at {ProviderPages.OpenAILimits}.", ProviderPages.OpenAILimits),
        _ when body.HasCode("organization_spend_limit_exceeded") || body.HasCode("billing_hard_limit_reached") => new(ProviderFailure.Payment, ErrorCause.OrganizationLimit,
            "the organisation has reached its own spend limit of the month, and calls fail",
            $"An organisation owner raises it at {ProviderPages.OpenAILimits}, or the callers wait for the 1st.", ProviderPages.OpenAILimits),
        _ when body.HasCode("project_spend_limit_exceeded") => new(ProviderFailure.Payment, ErrorCause.ProjectLimit,
            "the project has reached its spend limit of the month; other projects can still call",
            $"A project or organisation owner raises the project's limit at {ProviderPages.OpenAILimits}, or the callers wait for the 1st.", ProviderPages.OpenAILimits),
        _ when body.HasCode("credit_balance_exhausted") || body.HasCode("insufficient_quota") || body.Has("exceeded your current quota") => new(
            ProviderFailure.Payment, ErrorCause.CreditsExhausted, "the organisation has no credits left, and calls fail; waiting does not help",
            $"Someone with billing access adds credits at {ProviderPages.OpenAIBilling}, or checks the limits at {ProviderPages.OpenAILimits}.", ProviderPages.OpenAIBilling),
        _ when body.Parameter == "end_time" => new(ProviderFailure.Rejected, ErrorCause.BadRequest, "it does not take this end of the time asked for",
            "Whoever runs the bot checks this machine's clock: OpenAI refuses an end in the future."),
        _ when body.Has("insufficient permissions") => StatusErrors.Find(Configuration.ProviderKind.OpenAI, 403),
        _ when body.HasCode("invalid_api_key") || body.Has("incorrect api key") => StatusErrors.Find(Configuration.ProviderKind.OpenAI, 401),
        _ => null,
    };

    [GeneratedRegex(@"missing scopes?:\s*((?:[a-z_]+\.)+[a-z_]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Scopes();
}
