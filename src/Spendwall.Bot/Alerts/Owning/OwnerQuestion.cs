using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Sightings;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Alerts.Owning;

/// <summary>"Who owns this?", and how it was answered. Pure.</summary>
internal static class OwnerQuestion
{
    /// <summary>A row of buttons in Discord.</summary>
    private const int MostButtons = 5;

    private const int MostLines = 10;

    /// <param name="asked">Of one account, asked about at once.</param>
    /// <param name="owned">The number of a sighting to who owns it now.</param>
    /// <param name="use">USD of the last days; null: not told again.</param>
    public static AlertPost.Note Of(
        IReadOnlyList<Sighting> asked, IReadOnlyDictionary<long, string> owned, IReadOnlyList<DimensionName> names, IReadOnlyDictionary<(string Kind, string Value), Usd>? use)
    {
        string account = asked[0].Account;
        var open = asked.Where(sighting => !owned.ContainsKey(sighting.Number)).ToList();
        string Name(Sighting sighting) => OwnerWords.Of(sighting.Scope, names.FirstOrDefault(name => name.Kind == sighting.Kind && name.Id == sighting.Value)?.Name);
        string Line(Sighting sighting) => owned.TryGetValue(sighting.Number, out string? owner)
            ? $"{Name(sighting)}: {owner} owns it."
            : $"{Name(sighting)}{(use?.TryGetValue((sighting.Kind, sighting.Value), out var usd) == true ? $": {usd} so far" : "")}. /owner set {sighting.Id} @who names somebody.";

        string title = (asked.Count, open.Count) switch
        {
            (1, 0) => $"{owned[asked[0].Number]} owns {Name(asked[0])} of {account}",
            (_, 0) => $"All {asked.Count} that were new in {account} have owners now",
            (1, _) => $"Who owns {Name(open[0])} of {account}?",
            _ => $"Who owns these {open.Count} of {account}?",
        };
        var lines = asked.Count == 1 && open.Count == 0 ? [] : asked.Take(MostLines).Select(Line).ToList();
        if (asked.Count > MostLines)
        {
            lines.Add($"and {asked.Count - MostLines} more; /owner show tells of each");
        }

        return new(title, open.Count > 0 ? "First seen spending, and nobody owns it: nobody would be called." : "")
        {
            Level = open.Count > 0 ? AlertLevel.Notice : AlertLevel.Information,
            Lines = lines,
            Buttons = [.. open.Take(MostButtons).Select(sighting => new NoteButton(asked.Count == 1 ? "I own this" : OwnerWords.Mine(Name(sighting)), $"/owner claim {sighting.Id}"))],
        };
    }
}
