using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Providers.Errors;

/// <summary>What a status means when the answer says nothing more.</summary>
internal static class StatusErrors
{
    public static Finding Find(ProviderKind? provider, int? status)
    {
        bool openAI = provider == ProviderKind.OpenAI;

        return status switch
        {
            401 => openAI
                ? new(ProviderFailure.Credentials, ErrorCause.InvalidKey, "the key is missing, wrong, disabled or expired",
                    $"An organisation owner makes an admin key with Usage → Read at {ProviderPages.OpenAIAdminKeys} (a program's own key: {ProviderPages.OpenAIKeys}) and puts it where it is read, for this bot the account's ApiKey.",
                    ProviderPages.OpenAIAdminKeys)
                : new(ProviderFailure.Credentials, ErrorCause.InvalidKey, "the key is missing, wrong, disabled or expired",
                    $"Whoever manages the account's keys makes a new one and puts it where it is read: for this bot a management key from {ProviderPages.OpenRouterManagementKeys} as the account's ApiKey, for a program a key from {ProviderPages.OpenRouterKeys}.",
                    ProviderPages.OpenRouterManagementKeys),
            402 => new(ProviderFailure.Payment, ErrorCause.CreditsExhausted, "the account or the key has no credits for this",
                openAI ? $"Someone with billing access adds credits at {ProviderPages.OpenAIBilling}." : $"Someone with billing access buys credits at {ProviderPages.OpenRouterCredits}.",
                openAI ? ProviderPages.OpenAIBilling : ProviderPages.OpenRouterCredits),
            403 => openAI
                ? new(ProviderFailure.Permission, ErrorCause.WrongKeyKind, "this key may not do this",
                    $"Usage and costs need an admin key with Usage → Read: an organisation owner makes it at {ProviderPages.OpenAIAdminKeys}; project and service-account keys are refused.",
                    ProviderPages.OpenAIAdminKeys)
                : new(ProviderFailure.Permission, ErrorCause.Blocked, "this key may not do this, or a guardrail or limit stands in the way",
                    $"An account admin checks the key's kind, limit and guardrails at {ProviderPages.OpenRouterKeys}; reading balance and usage needs a management key from {ProviderPages.OpenRouterManagementKeys}.",
                    ProviderPages.OpenRouterKeys),
            404 => new(ProviderFailure.NotFound, ErrorCause.NotFound, "there is no such thing there",
                "Whoever wrote the request checks the model, id and base URL; a generation can take some seconds to appear."),
            408 or 504 or 524 => new(ProviderFailure.Unavailable, ErrorCause.ProviderDown, "it did not finish in time",
                "Nobody needs to act unless it stays: it is tried again by itself.", openAI ? ProviderPages.OpenAIStatus : ProviderPages.OpenRouterStatus),
            429 => new(ProviderFailure.RateLimited, ErrorCause.RateLimit, "too many requests in a short time",
                "Whoever runs the callers slows them down or waits as long as the answer says; this bot does so by itself.",
                openAI ? ProviderPages.OpenAILimits : null),
            >= 500 => new(ProviderFailure.Unavailable, ErrorCause.ProviderDown, status is 529 ? "it is overloaded" : "it has trouble of its own",
                $"Only {ProviderErrors.Title(provider)} can fix this; watch its status page. It is tried again by itself.",
                provider is null ? null : openAI ? ProviderPages.OpenAIStatus : ProviderPages.OpenRouterStatus),
            >= 300 and < 400 => new(ProviderFailure.Rejected, ErrorCause.BadRequest, "it points to another address, and a key is never sent after such a pointer",
                "Whoever runs the bot corrects the account's BaseUrl."),
            >= 400 => new(ProviderFailure.Rejected, ErrorCause.BadRequest, "the request itself is wrong",
                "Whoever wrote the request corrects it; if it came from this bot, please report it."),
            _ => new(ProviderFailure.Rejected, ErrorCause.Unknown, "the request failed", "Nothing known can be said about it; ask the provider's support."),
        };
    }
}
