using Spendwall.Bot.Configuration;
using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Tests.Providers.Errors;

public sealed class PastedErrorTests
{
    [Theory]
    [InlineData("""{"error":{"message":"Key limit exceeded (monthly limit). Manage it using https://openrouter.ai/settings/keys","code":403}}""", ErrorCause.KeyLimit, 403)]
    [InlineData("""Error code: 402 - {'error': {'message': 'Insufficient credits. Add more using https://openrouter.ai/credits', 'code': 402}}""", ErrorCause.CreditsExhausted, 402)]
    [InlineData("""openai.APIStatusError: Error code: 402 - {'error': {'message': "This request requires more credits, or fewer max_tokens. You requested up to 16384 tokens, but can only afford 3919", 'code': 402, 'metadata': {'provider_name': None}}}""", ErrorCause.RequestTooDear, 402)]
    [InlineData("Key limit exceeded (total limit)", ErrorCause.KeyLimit, null)]
    [InlineData("HTTP 403: Only management keys can perform this operation", ErrorCause.WrongKeyKind, 403)]
    [InlineData("openai.RateLimitError: Error code: 429 - {'error': {'message': 'You exceeded your current quota, please check your plan and billing details.', 'type': 'insufficient_quota', 'param': None, 'code': 'insufficient_quota'}}", ErrorCause.CreditsExhausted, 429)]
    [InlineData("You have insufficient permissions for this operation. Missing scopes: api.usage.read.", ErrorCause.MissingScope, null)]
    [InlineData("429 Too Many Requests", ErrorCause.RateLimit, 429)]
    [InlineData("request failed with status code 401", ErrorCause.InvalidKey, 401)]
    [InlineData("limit_source=openrouter_in_flight_budget", ErrorCause.InFlightBudget, null)]
    public void FromText_WhatPeoplePaste_IsUnderstood(string text, ErrorCause cause, int? status)
    {
        var error = ProviderErrors.FromText(text);

        Assert.NotNull(error);
        Assert.Equal((cause, status), (error.Cause, error.Status));
        Assert.NotEmpty(error.Remedy);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("it cost me 402 dollars")]
    public void FromText_NothingKnown_IsNull(string text)
    {
        Assert.Null(ProviderErrors.FromText(text));
    }

    [Fact]
    public void FromText_AProviderThatIsNamed_IsNamedInTheAnswer()
    {
        Assert.StartsWith("OpenAI answered 429", ProviderErrors.FromText("429 see platform.openai.com")!.Message, StringComparison.Ordinal);
        Assert.StartsWith("OpenRouter answered 429", ProviderErrors.FromText("429 from openrouter.ai")!.Message, StringComparison.Ordinal);
        Assert.StartsWith("The provider answered 429", ProviderErrors.FromText("429 Too Many Requests")!.Message, StringComparison.Ordinal);
        Assert.StartsWith("OpenAI", ProviderErrors.FromText("429", ProviderKind.OpenAI)!.Message, StringComparison.Ordinal);
    }
}
