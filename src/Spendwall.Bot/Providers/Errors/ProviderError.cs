namespace Spendwall.Bot.Providers.Errors;

/// <summary>R17: a provider's error in plain words.</summary>
/// <param name="Status">The HTTP status, when it is known.</param>
/// <param name="Message">What happened, with the provider's own words cut to 200 characters.</param>
/// <param name="Remedy">Who can fix it and how.</param>
/// <param name="Link">The console page where it is fixed.</param>
public sealed record ProviderError(ProviderFailure Failure, ErrorCause Cause, int? Status, string Message, string Remedy, Uri? Link)
{
    /// <summary>Calls fail until somebody pays or raises a limit.</summary>
    public bool CallsAreFailing => Cause is ErrorCause.CreditsExhausted or ErrorCause.KeyLimit or ErrorCause.GuardrailBudget
        or ErrorCause.WorkspaceBudget or ErrorCause.OrganizationLimit or ErrorCause.ProjectLimit;
}
