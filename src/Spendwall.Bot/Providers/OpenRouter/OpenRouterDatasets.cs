namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>What each kind of OpenRouter key can read.</summary>
internal static class OpenRouterDatasets
{
    public const string Credits = "credits";
    public const string Key = "key";
    public const string Keys = "keys";
    public const string KeyModel = "analytics.key-model";
    public const string ModelRoute = "analytics.model-route";
    public const string Activity = "activity";
    public const string Prices = "prices";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>An hour less than the documented reach: a start is aligned down, and beyond the reach is a refusal.</summary>
    public static readonly IReadOnlyList<Dataset> OfManagementKey =
    [
        Dataset.Snapshot(Credits, TimeSpan.Zero, essential: true),
        new(KeyModel, TimeSpan.Zero, (365 * Day) - Hour, 7 * Day, 3 * Hour, Hour, Essential: true),
        new(ModelRoute, TimeSpan.Zero, (31 * Day) - Hour, 7 * Day, 3 * Hour, Hour, Essential: false),
        Dataset.Snapshot(Keys, TimeSpan.FromMinutes(15)),

        // One answer holds all thirty days: reading them again costs nothing more.
        new(Activity, 6 * Hour, 30 * Day, 31 * Day, 30 * Day, Day, Essential: false),
        Dataset.Snapshot(Prices, Day),
    ];

    public static readonly IReadOnlyList<Dataset> OfInferenceKey =
    [
        Dataset.Snapshot(Key, TimeSpan.Zero, essential: true),
        Dataset.Snapshot(Prices, Day),
    ];
}
