using System.Globalization;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>A row of the answer.</summary>
/// <param name="Key">Null: the provider does not tell this dimension.</param>
/// <param name="Id">The provider's id behind a name.</param>
public sealed record SpendGroup(string? Key, string? Id, SpendFigures Figures)
{
    /// <summary>Days in order, everything else the largest first, what is not told last.</summary>
    public static IReadOnlyList<SpendGroup> Of(IEnumerable<SpendRow> rows, SpendAxis axis, SpendTraits traits)
    {
        var groups = rows.GroupBy(row => Identity(row, axis, traits))
            .Select(group => (group.Key, Figures: group.Aggregate(default(SpendFigures), static (sum, row) => sum + row.Figures)))
            .ToList();
        var twice = groups.GroupBy(static group => group.Key.Label, StringComparer.OrdinalIgnoreCase).Where(static same => same.Count() > 1).Select(static same => same.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var named = groups.Select(group => new SpendGroup(
            group.Key.Label is { } label && twice.Contains(label) ? $"{label} ({group.Key.Account}{(group.Key.Id == label ? "" : " " + group.Key.Id)})" : group.Key.Label,
            group.Key.Id == group.Key.Label ? null : group.Key.Id,
            group.Figures));

        return axis.IsTime
            ? named.OrderBy(static group => group.Key, StringComparer.Ordinal).ToList()
            : named.OrderByDescending(static group => group.Figures.Total is not null).ThenByDescending(static group => group.Figures.Total ?? Usd.Zero)
                .ThenByDescending(static group => group.Figures.Requests ?? 0)
                .ThenBy(static group => group.Key ?? "\uffff", StringComparer.Ordinal)
                .ToList();
    }

    private static GroupIdentity Identity(SpendRow row, SpendAxis axis, SpendTraits traits)
    {
        string account = row.Account.Name;

        return axis switch
        {
            SpendAxis.Account => Told(account),
            SpendAxis.Provider => Told(ScopeResolver.Name(row.Account.Provider)),
            SpendAxis.Model => Told(row.Series.Model),
            SpendAxis.Route => Told(row.Account.Provider == Configuration.ProviderKind.OpenAI ? "openai" : row.Series.Route),
            SpendAxis.Endpoint => Told(row.Series.Endpoint),
            SpendAxis.Project => Named(traits, account, "project", row.Series.Project),
            SpendAxis.Key => Named(traits, account, "key", row.Series.Key),
            SpendAxis.Owner => Told(traits.OwnerOf(row) ?? "unowned"),
            SpendAxis.Workflow or SpendAxis.Team or SpendAxis.Customer or SpendAxis.Product => Told(row.Attributed ?? traits.MappedTo(row, axis.Name) ?? RecordShares.Unmapped),
            SpendAxis.Day => Told(row.Day is { } day ? Wording.Day(day) : ""),
            SpendAxis.Week => Told(row.Day is { } day ? Week(day) : ""),
            _ => throw new InvalidOperationException($"There is no axis {axis}."),
        };
    }

    private static GroupIdentity Told(string value) => new(value.Length == 0 ? null : value, null, null);

    private static GroupIdentity Named(SpendTraits traits, string account, string kind, string id) =>
        id.Length == 0 ? new(null, null, null) : new(traits.NameOf(account, kind, id) ?? id, account, id);

    private static string Week(DateOnly day) =>
        new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).FloorWeek().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private readonly record struct GroupIdentity(string? Label, string? Account, string? Id);
}
