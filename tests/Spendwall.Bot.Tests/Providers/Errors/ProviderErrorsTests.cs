using Spendwall.Bot.Configuration;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Tests.Providers.Errors;

public sealed class ProviderErrorsTests
{
    [Theory]
    [InlineData(402, """{"limit_source":"openrouter_credits"}""", ProviderFailure.Payment, ErrorCause.CreditsExhausted, "settings/credits")]
    [InlineData(402, """{"limit_source":"openrouter_in_flight_budget","reason":"in_flight_budget_exhausted"}""", ProviderFailure.Payment, ErrorCause.InFlightBudget, "fewer requests at once")]
    [InlineData(402, """{"limit_source":"openrouter_in_flight_budget","reason":"weight_exceeds_budget"}""", ProviderFailure.Payment, ErrorCause.RequestTooDear, "lowers max_tokens")]
    [InlineData(402, """{"limit_source":"openrouter_key_limit"}""", ProviderFailure.Payment, ErrorCause.KeyLimit, "settings/keys")]
    [InlineData(403, """{"limit_source":"openrouter_key_limit"}""", ProviderFailure.Permission, ErrorCause.KeyLimit, "settings/keys")]
    [InlineData(403, """{"limit_source":"openrouter_guardrail_budget"}""", ProviderFailure.Permission, ErrorCause.GuardrailBudget, "organisation admin")]
    [InlineData(403, """{"limit_source":"openrouter_workspace_budget"}""", ProviderFailure.Permission, ErrorCause.WorkspaceBudget, "organisation admin")]
    public void Translate_LimitSource_DecidesWhateverTheWordsSay(int status, string metadata, ProviderFailure failure, ErrorCause cause, string remedy)
    {
        var error = ProviderErrors.Translate(ProviderKind.OpenRouter, status, $$$"""{"error":{"code":{{{status}}},"message":"Only management keys can perform this operation","metadata":{{{metadata}}}}}""");

        Assert.Equal((failure, cause), (error.Failure, error.Cause));
        Assert.Contains(remedy, error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(402, "This request requires more credits, or fewer max_tokens. You requested up to 16384 tokens, but can only afford 3919", ProviderFailure.Payment, ErrorCause.RequestTooDear, "to at most 3919")]
    [InlineData(402, "Insufficient credits. Add more using https://openrouter.ai/credits", ProviderFailure.Payment, ErrorCause.CreditsExhausted, "buys credits")]
    [InlineData(402, "This request would exceed your available credits given your current in-flight requests.", ProviderFailure.Payment, ErrorCause.InFlightBudget, "fewer requests")]
    [InlineData(403, "Key limit exceeded (monthly limit). Manage it using https://openrouter.ai/settings/keys", ProviderFailure.Permission, ErrorCause.KeyLimit, "on the 1st")]
    [InlineData(403, "Key limit exceeded (daily limit)", ProviderFailure.Permission, ErrorCause.KeyLimit, "midnight UTC")]
    [InlineData(403, "Key limit exceeded (total limit)", ProviderFailure.Permission, ErrorCause.KeyLimit, "never")]
    [InlineData(402, "Key limit exceeded", ProviderFailure.Payment, ErrorCause.KeyLimit, "settings/keys")]
    [InlineData(403, "Only management keys can perform this operation", ProviderFailure.Permission, ErrorCause.WrongKeyKind, "settings/management-keys")]
    [InlineData(403, "Workspace monthly budget of $500.00 exceeded. Contact your org admin.", ProviderFailure.Permission, ErrorCause.WorkspaceBudget, "organisation admin")]
    [InlineData(403, "Guardrail budget exceeded", ProviderFailure.Permission, ErrorCause.GuardrailBudget, "guardrail")]
    [InlineData(403, "Your input was flagged by moderation", ProviderFailure.Permission, ErrorCause.Blocked, "content")]
    [InlineData(404, "No allowed providers are available for the selected model.", ProviderFailure.NotFound, ErrorCause.Blocked, "settings/privacy")]
    public void Translate_OpenRoutersWords_DecideBeforeTheStatus(int status, string words, ProviderFailure failure, ErrorCause cause, string remedy)
    {
        var error = ProviderErrors.Translate(ProviderKind.OpenRouter, status, $$$"""{"error":{"code":{{{status}}},"message":"{{{words}}}"}}""");

        Assert.Equal((failure, cause, (int?)status), (error.Failure, error.Cause, error.Status));
        Assert.Contains(remedy, error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "null", "null", "You have insufficient permissions for this operation. Missing scopes: api.usage.read. Check that you have the correct role.", ProviderFailure.Permission, ErrorCause.MissingScope, "settings/organization/admin-keys")]
    [InlineData(401, "null", "null", "You have insufficient permissions for this operation.", ProviderFailure.Permission, ErrorCause.WrongKeyKind, "settings/organization/admin-keys")]
    [InlineData(401, "\"invalid_api_key\"", "\"invalid_request_error\"", "Incorrect API key provided: sk-admin********1234.", ProviderFailure.Credentials, ErrorCause.InvalidKey, "settings/organization/admin-keys")]
    [InlineData(429, "\"credit_balance_exhausted\"", "\"insufficient_quota\"", "x", ProviderFailure.Payment, ErrorCause.CreditsExhausted, "adds credits")]
    [InlineData(429, "\"insufficient_quota\"", "\"insufficient_quota\"", "You exceeded your current quota", ProviderFailure.Payment, ErrorCause.CreditsExhausted, "adds credits")]
    [InlineData(429, "\"organization_usage_limit_exceeded\"", "\"insufficient_quota\"", "x", ProviderFailure.Payment, ErrorCause.OrganizationLimit, "higher limit")]
    [InlineData(429, "\"organization_spend_limit_exceeded\"", "\"insufficient_quota\"", "x", ProviderFailure.Payment, ErrorCause.OrganizationLimit, "raises it")]
    [InlineData(429, "\"project_spend_limit_exceeded\"", "\"insufficient_quota\"", "x", ProviderFailure.Payment, ErrorCause.ProjectLimit, "project")]
    [InlineData(429, "\"rate_limit_exceeded\"", "\"requests\"", "Rate limit reached", ProviderFailure.RateLimited, ErrorCause.RateLimit, "slows")]
    public void Translate_OpenAIsCodes_DecideBeforeTheStatus(int status, string code, string type, string words, ProviderFailure failure, ErrorCause cause, string remedy)
    {
        var error = ProviderErrors.Translate(ProviderKind.OpenAI, status, $$$"""{"error":{"code":{{{code}}},"type":{{{type}}},"message":"{{{words}}}"}}""");

        Assert.Equal((failure, cause), (error.Failure, error.Cause));
        Assert.Contains(remedy, error.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-admin*", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, ProviderFailure.Rejected, ErrorCause.BadRequest)]
    [InlineData(401, ProviderFailure.Credentials, ErrorCause.InvalidKey)]
    [InlineData(402, ProviderFailure.Payment, ErrorCause.CreditsExhausted)]
    [InlineData(404, ProviderFailure.NotFound, ErrorCause.NotFound)]
    [InlineData(408, ProviderFailure.Unavailable, ErrorCause.ProviderDown)]
    [InlineData(418, ProviderFailure.Rejected, ErrorCause.BadRequest)]
    [InlineData(429, ProviderFailure.RateLimited, ErrorCause.RateLimit)]
    [InlineData(500, ProviderFailure.Unavailable, ErrorCause.ProviderDown)]
    [InlineData(529, ProviderFailure.Unavailable, ErrorCause.ProviderDown)]
    public void Translate_NothingButAStatus_IsThatStatusForBoth(int status, ProviderFailure failure, ErrorCause cause)
    {
        foreach (var provider in Enum.GetValues<ProviderKind>())
        {
            var error = ProviderErrors.Translate(provider, status, "<html>gateway</html>");

            Assert.Equal((failure, cause), (error.Failure, error.Cause));
            Assert.NotEmpty(error.Remedy);
            Assert.DoesNotContain("<html>", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("openrouter_in_flight_budget", false)]
    [InlineData("openrouter_credits", true)]
    [InlineData("openrouter_key_limit", true)]
    public void CallsAreFailing_OnlyWhenSomebodyMustPayOrRaise(string source, bool failing)
    {
        Assert.Equal(failing, ProviderErrors.Translate(ProviderKind.OpenRouter, 402, $$$$"""{"error":{"message":"x","metadata":{"limit_source":"{{{{source}}}}"}}}""").CallsAreFailing);
    }

    [Fact]
    public void Translate_ForeignWords_AreOneShortLineWithoutSecrets()
    {
        string words = "line one\\nline two \\u202e sk-proj-abcDEF123 dana@example.com secret-7 " + new string('x', 500);

        string message = ProviderErrors.Translate(ProviderKind.OpenAI, 400, $$$"""{"error":{"message":"{{{words}}}"}}""", "secret-7").Message;

        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain('\u202e', message);
        Assert.DoesNotContain("abcDEF123", message, StringComparison.Ordinal);
        Assert.DoesNotContain("dana@", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-7", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 100, 300);
    }
}
