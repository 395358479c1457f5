using System.Globalization;

namespace Spendwall.Bot.Configuration;

/// <summary>The rules of <c>Spendwall:Limits</c>.</summary>
internal static class LimitValidator
{
    private const string Root = $"{SpendwallOptions.Section}:Limits";

    private const int MostPercent = 1000;

    private const int MostThresholds = 10;

    /// <summary>Whole percents parted by commas, in any order.</summary>
    /// <returns>Ascending, each once; null: the text is none.</returns>
    public static IReadOnlyList<int>? Thresholds(string text)
    {
        var found = new SortedSet<int>();
        foreach (string part in text.Split([',', '/', ';'], StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part.TrimEnd('%', ' '), NumberStyles.None, CultureInfo.InvariantCulture, out int percent) || percent is < 1 or > MostPercent)
            {
                return null;
            }

            found.Add(percent);
        }

        return found.Count <= MostThresholds ? [.. found] : null;
    }

    public static void Check(LimitOptions limits, List<SettingsFault> faults)
    {
        void Fault(string key, object value, string message) => faults.Add(new($"{Root}:{key}", Convert.ToString(value, CultureInfo.InvariantCulture), message));

        if (Thresholds(limits.Thresholds) is null)
        {
            Fault(nameof(limits.Thresholds), limits.Thresholds, $"takes percents parted by commas, such as 50,80,100: 1 to {MostPercent}, at most {MostThresholds} of them.");
        }

        if (limits.OwnerMayGrant is < 0 or > 100)
        {
            Fault(nameof(limits.OwnerMayGrant), limits.OwnerMayGrant, "takes a share of the budget, 0 to 100: 0.5 is half of it, 0 leaves every exception to admins.");
        }

        if (limits.RequestLapses < TimeSpan.FromHours(1) || limits.RequestLapses > TimeSpan.FromDays(30))
        {
            Fault(nameof(limits.RequestLapses), limits.RequestLapses, "takes 01:00:00 to 30.00:00:00.");
        }

        if (limits.ConfirmTimes is < 1 or > 1000)
        {
            Fault(nameof(limits.ConfirmTimes), limits.ConfirmTimes, "takes 1 to 1000 times the expected.");
        }

        if (limits.ConfirmUsd is < 0 or > 1_000_000_000)
        {
            Fault(nameof(limits.ConfirmUsd), limits.ConfirmUsd, "takes USD, 0 to 1000000000.");
        }

        if (!TimeOnly.TryParseExact(limits.ReviewAt, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            Fault(nameof(limits.ReviewAt), limits.ReviewAt, "takes a time of day, such as 09:00.");
        }
    }
}
