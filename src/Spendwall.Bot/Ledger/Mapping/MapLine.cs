namespace Spendwall.Bot.Ledger.Mapping;

/// <summary>A line of the settings' <c>Map</c>, in the words of <c>/map</c>: <c>key:batch-7 workflow:summaries team:search</c>.</summary>
public static class MapLine
{
    /// <summary>What spend can be told by.</summary>
    public static readonly IReadOnlyList<string> Selectors = ["provider", "account", "project", "key", "model", "endpoint"];

    /// <summary>What it can be tied to.</summary>
    public static readonly IReadOnlyList<string> Targets = ["workflow", "team", "customer", "product"];

    /// <summary>One entry for each target, ever since.</summary>
    /// <exception cref="FormatException">The line has no selector or no target, or another kind; the message says which.</exception>
    public static IReadOnlyList<MapEntry> Parse(string line)
    {
        var all = Scope.Parse(line.Trim());
        if (all.Parts.Keys.FirstOrDefault(static kind => !Selectors.Contains(kind) && !Targets.Contains(kind)) is { } other)
        {
            throw new FormatException($"'{other}:' cannot be mapped; use {string.Join(", ", Selectors)} and {string.Join(", ", Targets)}.");
        }

        var selector = new Scope(all.Parts.Where(static part => Selectors.Contains(part.Key)).ToDictionary());
        if (selector.Parts.Count == 0)
        {
            throw new FormatException($"Say whose spend it is: one of {string.Join(", ", Selectors)}.");
        }

        var entries = Targets.Where(target => all[target] is not null)
            .Select(target => new MapEntry(selector, target, all[target], null, "settings"))
            .ToList();

        return entries.Count > 0 ? entries : throw new FormatException($"Say what it is used for: one of {string.Join(", ", Targets)}.");
    }
}
