namespace Spendwall.Bot.Sandbox.Truth;

/// <summary>What really happened, past and still to come: the stand-ins only ever show parts of it.</summary>
internal sealed class SpendSeries
{
    private readonly DateTimeOffset[] hours;
    private readonly decimal[] usdBefore;

    /// <param name="rows">Any order; at least one.</param>
    /// <exception cref="ArgumentException">There is no row.</exception>
    public SpendSeries(IEnumerable<SpendRow> rows)
    {
        Rows = [.. rows.OrderBy(row => row.Hour).ThenBy(row => row.Caller, StringComparer.Ordinal).ThenBy(row => row.Model, StringComparer.Ordinal)];
        if (Rows.Count == 0)
        {
            throw new ArgumentException("A series needs at least one row.", nameof(rows));
        }

        hours = [.. Rows.Select(row => row.Hour)];
        usdBefore = new decimal[Rows.Count + 1];
        for (int index = 0; index < Rows.Count; index++)
        {
            usdBefore[index + 1] = usdBefore[index] + Rows[index].Amounts.Usd;
        }

        Callers = [.. Rows.Select(row => row.Caller).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Models = [.. Rows.Select(row => row.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>By hour, caller and model.</summary>
    public IReadOnlyList<SpendRow> Rows { get; }

    public IReadOnlyList<string> Callers { get; }

    public IReadOnlyList<string> Models { get; }

    public DateTimeOffset Start => Rows[0].Hour;

    /// <summary>The end of the last hour.</summary>
    public DateTimeOffset End => Rows[^1].End;

    public decimal Usd => usdBefore[^1];

    /// <summary>What fell into the half-open span, oldest first; quiet rows are left out; nothing when it ends before it begins.</summary>
    public IEnumerable<SpendSlice> Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from)
        {
            yield break;
        }

        // A row that began up to an hour before still reaches into the span.
        for (int index = FirstAtOrAfter(from.AddHours(-1)); index < Rows.Count && hours[index] < to; index++)
        {
            var amounts = Rows[index].Between(from, to);
            if (!amounts.IsZero)
            {
                yield return new(Rows[index], amounts);
            }
        }
    }

    /// <summary>USD from the start of the series up to an instant.</summary>
    public decimal UsdUntil(DateTimeOffset instant)
    {
        int running = FirstAtOrAfter(instant.AddHours(-1));

        return usdBefore[running] + Between(running < Rows.Count ? hours[running] : instant, instant).Sum(slice => slice.Amounts.Usd);
    }

    public SpendSeries Shifted(TimeSpan by) => new(Rows.Select(row => row with { Hour = row.Hour + by }));

    private int FirstAtOrAfter(DateTimeOffset instant)
    {
        int low = 0, high = hours.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (hours[middle] < instant)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
