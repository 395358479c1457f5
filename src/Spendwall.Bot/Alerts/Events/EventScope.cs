using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Alerts.Events;

/// <summary>Tells which usage of an account lies in a scope: keys and projects by id or name, what is mapped by the mapping of a day. Pure.</summary>
internal sealed class EventScope(Scope scope, AccountOptions account, IReadOnlyList<(string Kind, string Id, string Name)> names, MapBook map, DateOnly day)
{
    public bool Contains(UsageSeries series) => IsIn(scope, series);

    /// <summary>It speaks of whole accounts, not of parts of one.</summary>
    public static bool IsWide(Scope scope) => scope.Parts.Keys.All(static kind => kind is "account" or "provider");

    /// <summary>They do not name two different things of one kind.</summary>
    public static bool CanMeet(Scope one, Scope other) => one.Parts.All(part => other[part.Key] is not { } value || Same(value, part.Value));

    private bool IsIn(Scope of, UsageSeries series) => of.Parts.All(part => part.Key switch
    {
        "account" => Same(part.Value, account.Name),
        "provider" => Same(part.Value, account.Provider.ToString()),
        "project" => IsNamed("project", series.Project, part.Value),
        "key" => IsNamed("key", series.Key, part.Value),
        "model" => Same(series.Model, part.Value),
        "endpoint" => Same(series.Endpoint, part.Value),
        var kind => map.ValueOn(day, kind, selector => IsIn(selector, series)) is { } value && Same(value, part.Value),
    });

    private bool IsNamed(string kind, string id, string text) =>
        id.Length > 0 && (Same(id, text) || names.Any(name => name.Kind == kind && name.Id == id && Same(name.Name, text)));

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
