using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Providers.Http;

/// <summary>What a refused key's public prefix gives away: often it is simply another key than the one needed.</summary>
internal static class KeyHint
{
    /// <returns>A sentence with a leading space, or nothing.</returns>
    public static string For(ProviderKind provider, string key, ProviderFailure failure)
    {
        if (failure is not (ProviderFailure.Credentials or ProviderFailure.Permission))
        {
            return "";
        }

        return provider switch
        {
            ProviderKind.OpenAI when key.StartsWith("sk-or-", StringComparison.Ordinal) => " The key in the settings looks like one of OpenRouter's.",
            ProviderKind.OpenAI when key.StartsWith("sk-proj-", StringComparison.Ordinal) => " The key in the settings looks like a project key, not an admin key.",
            ProviderKind.OpenAI when key.StartsWith("sk-svcacct-", StringComparison.Ordinal) => " The key in the settings looks like a service account's key, not an admin key.",
            ProviderKind.OpenRouter when key.StartsWith("sk-", StringComparison.Ordinal) && !key.StartsWith("sk-or-", StringComparison.Ordinal) =>
                " The key in the settings does not look like one of OpenRouter's, which begin with sk-or-.",
            _ => "",
        };
    }
}
