namespace Spendwall.Bot.Configuration;

/// <summary>What differs by provider when a setting is left out, and the pages that people are sent to.</summary>
public static class AccountDefaults
{
    public static AccountOptions Fill(AccountOptions account) => account with
    {
        BaseUrl = string.IsNullOrWhiteSpace(account.BaseUrl) ? BaseUrl(account.Provider) : account.BaseUrl.Trim(),
        PollEvery = account.PollEvery != TimeSpan.Zero ? account.PollEvery : TimeSpan.FromMinutes(account.Provider == ProviderKind.OpenRouter ? 1 : 5),
        BackfillDays = account.BackfillDays != 0 ? account.BackfillDays : account.Provider == ProviderKind.OpenRouter ? 30 : 180,
        Channels = account.Channels.Count > 0 ? account.Channels : ["terminal"],
    };

    /// <summary>Which key the account needs, and where it is made.</summary>
    public static string KeyHelp(ProviderKind provider) => provider switch
    {
        ProviderKind.OpenRouter => "a management key is needed: make one at https://openrouter.ai/settings/management-keys (an inference key from https://openrouter.ai/settings/keys serves with less)",
        _ => "an admin key with Usage → Read is needed: make one at https://platform.openai.com/settings/organization/admin-keys",
    };

    private static string BaseUrl(ProviderKind provider) =>
        provider == ProviderKind.OpenRouter ? "https://openrouter.ai/api/v1" : "https://api.openai.com/v1";
}
