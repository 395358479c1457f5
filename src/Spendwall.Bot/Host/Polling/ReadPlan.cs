using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Host.Polling;

/// <summary>What a poll asks of one dataset: pure, from how far it has come and what time it is.</summary>
internal static class ReadPlan
{
    /// <summary>Whether the dataset is worth reading now.</summary>
    /// <param name="tolerance">A poll that comes a little early is on time: half the account's cadence.</param>
    public static bool IsDue(Dataset dataset, DatasetMark? mark, DateTimeOffset now, TimeSpan tolerance) =>
        mark is null || IsBehind(dataset, mark, now) || mark.DoneAt + dataset.Every - tolerance <= now;

    /// <summary>
    /// The ranges to read, oldest first, each at most a chunk: from where the last poll ended, less the overlap in which
    /// the provider revises. The first time it goes as far back as asked and as the provider reaches.
    /// </summary>
    public static IReadOnlyList<UtcRange> Ranges(Dataset dataset, DatasetMark? mark, TimeSpan backfill, DateTimeOffset now)
    {
        var reach = dataset.Reach < backfill || mark is not null ? dataset.Reach : backfill;
        var earliest = Floor(now - reach, dataset.Align);
        var start = mark?.ReadUntil is { } until ? Floor(until - dataset.Reread, dataset.Align) : earliest;
        start = start < earliest ? earliest : start;

        var ranges = new List<UtcRange>();
        while (start < now)
        {
            var end = start + dataset.Chunk;
            end = end < now ? end : now;
            ranges.Add(new UtcRange(start, end));
            start = end;
        }

        return ranges;
    }

    /// <summary>A read that was cut short stands before the present: it goes on at the next poll, whatever its cadence.</summary>
    private static bool IsBehind(Dataset dataset, DatasetMark mark, DateTimeOffset now) =>
        mark.ReadUntil is { } until && dataset.Chunk > TimeSpan.Zero && now - until > dataset.Chunk + dataset.Every;

    private static DateTimeOffset Floor(DateTimeOffset instant, TimeSpan align) =>
        align <= TimeSpan.Zero ? instant : new DateTimeOffset(instant.UtcTicks - (instant.UtcTicks % align.Ticks), TimeSpan.Zero);
}
