using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Providers;

/// <summary>The providers' names and the console pages where a person does what a message asks for.</summary>
public static class ProviderPages
{
    public const string OpenRouterManagementKeys = "https://openrouter.ai/settings/management-keys";

    public const string OpenRouterKeys = "https://openrouter.ai/settings/keys";

    public const string OpenRouterCredits = "https://openrouter.ai/settings/credits";

    public const string OpenRouterPrivacy = "https://openrouter.ai/settings/privacy";

    public const string OpenRouterStatus = "https://status.openrouter.ai";

    public const string OpenAIAdminKeys = "https://platform.openai.com/settings/organization/admin-keys";

    public const string OpenAIKeys = "https://platform.openai.com/settings/organization/api-keys";

    public const string OpenAIBilling = "https://platform.openai.com/settings/organization/billing";

    public const string OpenAILimits = "https://platform.openai.com/settings/organization/limits";

    public const string OpenAIStatus = "https://status.openai.com";

    extension(ProviderKind provider)
    {
        /// <summary>As people write it.</summary>
        public string Title => provider == ProviderKind.OpenAI ? "OpenAI" : "OpenRouter";

        /// <summary>The API's address when the settings name none.</summary>
        public string DefaultBaseUrl => provider == ProviderKind.OpenAI ? "https://api.openai.com/v1" : "https://openrouter.ai/api/v1";
    }
}
