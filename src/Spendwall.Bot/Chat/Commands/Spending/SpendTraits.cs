using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Nowcast;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>What is true of a row of spend beyond its own dimensions: names, owner, workflow, team, customer, product.</summary>
public sealed class SpendTraits
{
    private readonly List<Ownership> owners;
    private readonly MapBook book;
    private readonly Dictionary<(string Account, string Kind, string Id), string> names;
    private readonly DateOnly lastDay;

    /// <param name="names">Display names by account.</param>
    /// <param name="lastDay">The day that a row of a whole range is judged by.</param>
    public SpendTraits(IReadOnlyList<Ownership> owners, MapBook book, IReadOnlyDictionary<string, IReadOnlyList<DimensionName>> names, DateOnly lastDay)
    {
        this.owners = owners.OrderByDescending(static ownership => MapBook.Narrowness(ownership.Scope)).ToList();
        this.book = book;
        this.lastDay = lastDay;
        this.names = names.SelectMany(static account => account.Value.Select(name => (Key: (account.Key, name.Kind, name.Id), name.Name)))
            .DistinctBy(static pair => pair.Key)
            .ToDictionary(static pair => pair.Key, static pair => pair.Name);
    }

    /// <summary>The dimensions that owners, or a kind of mapping, are told by.</summary>
    public SpendDimension DimensionsOf(string kind)
    {
        var selectors = kind == "owner"
            ? owners.Select(static ownership => ownership.Scope).Concat(owners.Any(static ownership => MapLine.Targets.Any(target => ownership.Scope[target] is not null)) ? book.Entries.Select(static entry => entry.Selector) : [])
            : book.Entries.Where(entry => entry.Kind == kind).Select(static entry => entry.Selector);

        return selectors.SelectMany(static scope => scope.Parts.Keys).Distinct().Aggregate(SpendDimension.None, static (all, part) => all | Dimension(part));
    }

    public static SpendDimension Dimension(string kind) => kind switch
    {
        "project" => SpendDimension.Project,
        "key" => SpendDimension.Key,
        "model" => SpendDimension.Model,
        "route" => SpendDimension.Route,
        "endpoint" => SpendDimension.Endpoint,
        _ => SpendDimension.None,
    };

    /// <summary>The display name of a project or key, else null.</summary>
    public string? NameOf(string account, string kind, string id) => names.GetValueOrDefault((account, kind, id));

    /// <summary>Not the name of another value: such a name stands for an id that the buckets carry instead.</summary>
    public bool IsId(string account, string kind, string value) =>
        names.ContainsKey((account, kind, value)) || !names.Any(pair => pair.Key.Account == account && pair.Key.Kind == kind && Same(pair.Value, value));

    /// <summary>A mapping that these days depend on begins inside them.</summary>
    public bool ChangesWithin(Money.UtcRange days, string kind) =>
        kind == "owner" ? MapLine.Targets.Any(target => owners.Any(ownership => ownership.Scope[target] is not null) && book.ChangesWithin(days, target)) : book.ChangesWithin(days, kind);

    /// <summary>Who answers for it: the narrowest ownership that holds it; null: nobody.</summary>
    public string? OwnerOf(SpendRow row) => owners.FirstOrDefault(ownership => ownership.Scope["owner"] is null && IsInside(row, ownership.Scope))?.Owner.Name;

    public string? MappedTo(SpendRow row, string kind) => book.ValueOn(row.Day ?? lastDay, kind, selector => IsInside(row, selector));

    public bool IsInside(SpendRow row, Scope scope)
    {
        foreach (var (kind, value) in scope.Parts)
        {
            if (!Has(row, kind, value))
            {
                return false;
            }
        }

        return true;
    }

    private bool Has(SpendRow row, string kind, string value) => kind switch
    {
        "provider" => Same(ScopeResolver.Name(row.Account.Provider), value),
        "account" => Same(row.Account.Name, value),
        "project" => Same(row.Series.Project, value) || Same(NameOf(row.Account.Name, kind, row.Series.Project), value),
        "key" => Same(row.Series.Key, value) || Same(NameOf(row.Account.Name, kind, row.Series.Key), value),
        "model" => Same(row.Series.Model, value) || (row.Series.Model.Length > 0 && Same(row.Series.Model, ModelNames.Family(value))),
        "route" => Same(row.Series.Route, value),
        "endpoint" => Same(row.Series.Endpoint, value),
        "owner" => Same(OwnerOf(row), value),
        _ => Same(MappedTo(row, kind), value),
    };

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
