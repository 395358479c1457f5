namespace Spendwall.Bot.Ledger.Mapping;

/// <summary>Every mapping ever said, answering what was in force on a day.</summary>
public sealed class MapBook
{
    public static readonly MapBook Empty = new([]);

    /// <summary>The narrowest selector first, and of one selector the latest word first.</summary>
    private readonly List<MapEntry> entries;

    public MapBook(IEnumerable<MapEntry> entries)
    {
        this.entries = entries
            .OrderByDescending(static entry => Narrowness(entry.Selector))
            .ThenByDescending(static entry => entry.From ?? DateTimeOffset.MinValue)
            .ThenByDescending(static entry => entry.Id)
            .ToList();
    }

    public IReadOnlyList<MapEntry> Entries => entries;

    /// <summary>The workflow, team, customer or product on a UTC day; null: none.</summary>
    /// <param name="matches">Whether spend in question is inside a selector.</param>
    public string? ValueOn(DateOnly day, string kind, Func<Scope, bool> matches)
    {
        // What holds at the end of a day holds for the day: a daily bill cannot be split.
        var end = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(1);

        return entries.FirstOrDefault(entry => entry.Kind == kind && (entry.From is not { } from || from < end) && matches(entry.Selector))?.Value;
    }

    /// <summary>Some mapping of a kind begins inside these days, so that sums must be kept apart by day.</summary>
    public bool ChangesWithin(Money.UtcRange days, string kind) => entries.Any(entry => entry.Kind == kind && entry.From is { } from && days.Contains(from));

    /// <summary>The values that were ever named for a kind.</summary>
    public IReadOnlyList<string> Values(string kind) =>
        entries.Where(entry => entry.Kind == kind).Select(static entry => entry.Value).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToList();

    /// <summary>The narrowest kind counts most, then how many kinds there are.</summary>
    public static int Narrowness(Scope scope)
    {
        int narrowest = 0;
        for (int i = 0; i < Scope.Kinds.Count; i++)
        {
            narrowest = scope[Scope.Kinds[i]] is null ? narrowest : i + 1;
        }

        return (narrowest * 100) + scope.Parts.Count;
    }
}
