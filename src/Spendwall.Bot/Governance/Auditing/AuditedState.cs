using System.Text.Json.Nodes;

namespace Spendwall.Bot.Governance.Auditing;

/// <summary>
/// What commands made of owners, rights, links, budgets, mappings, events and noted credits: one fact for each thing. The
/// same facts come out of the audit log and out of the tables; a difference says that one of them was touched by hand.
/// </summary>
public sealed class AuditedState
{
    private readonly SortedDictionary<string, string> facts = new(StringComparer.Ordinal);

    /// <summary>What there is, by what it is of.</summary>
    public IReadOnlyDictionary<string, string> Facts => facts;

    /// <returns>A line for each thing that is not the same in both; empty: they agree.</returns>
    public IReadOnlyList<string> Differences(AuditedState tables) =>
    [
        .. facts.Where(fact => tables.facts.GetValueOrDefault(fact.Key) != fact.Value)
            .Select(fact => $"{fact.Key} is {fact.Value} by the log, {tables.facts.GetValueOrDefault(fact.Key) ?? "nothing"} in the tables"),
        .. tables.facts.Keys.Where(key => !facts.ContainsKey(key)).Select(key => $"{key} is {tables.facts[key]} in the tables, nothing by the log"),
    ];

    internal void Set(string key, JsonObject value) => facts[key] = value.ToJsonString();

    internal string? Get(string key) => facts.GetValueOrDefault(key);

    internal void Remove(string key) => facts.Remove(key);

    /// <summary>A key with the next free number, for what is only ever added.</summary>
    internal string Next(string key)
    {
        int number = 1;
        while (facts.ContainsKey($"{key} #{number}"))
        {
            number++;
        }

        return $"{key} #{number}";
    }
}
