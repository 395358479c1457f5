using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>The one page of each provider's console where the next action is done.</summary>
public static class ConsoleLinks
{
    private static readonly Uri OpenRouter = new("https://openrouter.ai/settings/credits");

    private static readonly Uri OpenAI = new("https://platform.openai.com/settings/organization/billing/overview");

    public static Uri Of(ProviderKind provider) => provider == ProviderKind.OpenAI ? OpenAI : OpenRouter;
}
