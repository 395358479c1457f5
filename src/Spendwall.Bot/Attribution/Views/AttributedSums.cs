using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Attribution.Views;

/// <summary>Sums over request records inside a scope, with what <c>/map</c> ties them to where the records do not say it themselves.</summary>
public sealed class AttributedSums(RequestStore store, MappingStore mappings)
{
    /// <summary>Kinds of a scope that request records can be told by.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["provider", "account", "team", "customer", "product", "project", "workflow", "key", "model", "route", "endpoint"];

    /// <param name="hours">Whole hours.</param>
    /// <param name="keep">What is kept apart besides labels, day and account.</param>
    public async Task<IReadOnlyList<AttributedSum>> ReadAsync(
        IReadOnlyList<AccountOptions> accounts, Scope scope, UtcRange hours, RequestDimension keep, CancellationToken cancellationToken)
    {
        var book = await mappings.ReadAsync(cancellationToken);
        var found = new List<AttributedSum>();
        foreach (var account in accounts)
        {
            var sums = await store.SumsAsync(new(account.Name, hours, RequestDimension.Labels | RequestDimension.Day | keep), cancellationToken);
            found.AddRange(sums.Select(sum => new AttributedSum(account, sum, book)).Where(sum => scope.Parts.All(part => sum.Is(part.Key, part.Value))));
        }

        return found;
    }
}

/// <summary>A sum of one day with equal labels.</summary>
public sealed class AttributedSum(AccountOptions account, RequestSum sum, MapBook book)
{
    public AccountOptions Account => account;

    public RequestSum Sum => sum;

    public RequestFigures Figures => sum.Figures;

    /// <summary>The value of a kind, the record's own word first; empty: nobody says.</summary>
    public string Value(string kind)
    {
        string own = Own(kind);

        return own.Length > 0 || !MapLine.Targets.Contains(kind)
            ? own
            : Mapped(kind) ?? "";
    }

    /// <summary>The record's own word; empty: it says none.</summary>
    public string Told(string kind) => Own(kind);

    /// <summary>Where the mapping puts it, whatever it says itself; null: nowhere.</summary>
    public string? Mapped(string kind) => book.ValueOn(DateOnly.FromDateTime(sum.Start!.Value.UtcDateTime), kind, Matches);

    public bool Is(string kind, string value) => kind == "model"
        ? Same(sum.Labels.ModelServed, value) || Same(sum.Labels.ModelRequested, value)
        : Same(Value(kind), value);

    private string Own(string kind) => kind switch
    {
        "provider" => account.Provider.ToString(),
        "account" => account.Name,
        "project" => sum.Labels.Project,
        "workflow" => sum.Labels.Workflow,
        "customer" => sum.Labels.Customer,
        "key" => sum.Labels.Caller,
        "model" => sum.Labels.Model,
        "route" => sum.Labels.Route,
        "endpoint" => sum.Labels.Endpoint,
        _ => "",
    };

    /// <summary>Selectors speak of what the provider tells too: account, project, key, model, endpoint.</summary>
    private bool Matches(Scope selector) => selector.Parts.All(part => part.Key == "model" ? Is("model", part.Value) : Same(Own(part.Key), part.Value));

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
