namespace Spendwall.Bot.Providers.OpenAI;

/// <summary>What an admin key with Usage → Read can read.</summary>
internal static class OpenAIDatasets
{
    public const string Costs = "costs";
    public const string UsageHour = "usage.hour";
    public const string UsageMinute = "usage.minute";
    public const string Names = "names";
    public const string Limits = "limits";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static readonly IReadOnlyList<Dataset> All =
    [
        new(Costs, TimeSpan.Zero, 180 * Day, 31 * Day, 3 * Day, Day, Essential: true),

        // No delay is published; a day is well beyond what is reported.
        new(UsageHour, TimeSpan.Zero, 180 * Day, 7 * Day, Day, Hour, Essential: false),
        new(UsageMinute, TimeSpan.Zero, 3 * Hour, 3 * Hour, 10 * Minute, Minute, Essential: false),
        Dataset.Snapshot(Names, Hour),
        Dataset.Snapshot(Limits, Hour),
    ];
}
