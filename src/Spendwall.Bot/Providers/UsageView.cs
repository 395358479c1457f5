namespace Spendwall.Bot.Providers;

/// <summary>
/// The set of dimensions that a provider gave together. Each account names one view as its total; the others are
/// projections of the same money and are never added to it. The numbers are stored: never reuse one.
/// </summary>
public enum UsageView
{
    /// <summary>OpenRouter analytics, key × model by the hour: the account's total.</summary>
    KeyModel = 1,

    /// <summary>OpenRouter analytics, model × serving provider by the hour: a breakdown.</summary>
    ModelRoute = 2,

    /// <summary>OpenRouter activity, completed days by model and serving provider: a breakdown.</summary>
    Activity = 3,

    /// <summary>OpenRouter with an inference key only: that key's own use by the day.</summary>
    OwnKey = 4,

    /// <summary>OpenAI costs, project × line item × key by the day: the account's total, billed.</summary>
    Costs = 5,

    /// <summary>OpenAI usage by the hour: requests and tokens, no money.</summary>
    Usage = 6,

    /// <summary>OpenAI usage by the minute, the last hours only: no money.</summary>
    UsageMinutes = 7,

    /// <summary>Our nowcast of days that are not billed yet, project × key × model by the day.</summary>
    CostEstimate = 8,
}

public static class UsageViews
{
    extension(UsageView view)
    {
        /// <summary>The width of this view's buckets.</summary>
        public TimeSpan Width => view switch
        {
            UsageView.KeyModel or UsageView.ModelRoute or UsageView.Usage => TimeSpan.FromHours(1),
            UsageView.UsageMinutes => TimeSpan.FromMinutes(1),
            _ => TimeSpan.FromDays(1),
        };
    }
}
