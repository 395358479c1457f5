using System.Runtime.CompilerServices;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.OpenAI;
using Spendwall.Bot.Signals.Nowcast;

namespace Spendwall.Bot.Chat.Exports;

/// <summary>
/// The rows of an export, a day at a time, so that a year takes no more memory than a day. Money is that of the account's
/// total view and adds up to what <c>/spend</c> says of the same days.
/// </summary>
internal sealed class ExportReader(ISpendLedger ledger, IOwnerBook owners, MappingStore mappings)
{
    private const SpendDimension Money = SpendDimension.Project | SpendDimension.Key | SpendDimension.Model | SpendDimension.Endpoint;

    private readonly AccountSpendReader spending = new(ledger);

    /// <param name="totals">Filled while the rows are read.</param>
    public async IAsyncEnumerable<ExportRow> RowsAsync(ExportQuestion question, ExportTotals totals, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var traits = await TraitsAsync(question, cancellationToken);
        bool isFirst = true;
        foreach (var account in question.Accounts)
        {
            var age = await DataAge.ReadAsync(ledger, account, cancellationToken);
            totals.AsOf = isFirst || age.CoversUntil < totals.AsOf ? age.CoversUntil : age.CoversUntil is null ? null : totals.AsOf;
            isFirst = false;
            foreach (string text in await ledger.BlindSpotsAsync(account.Name, cancellationToken))
            {
                totals.Note($"{account.Name}: {text}");
            }

            if (age.ReadAt is null)
            {
                totals.Note($"{account.Name}: never read, so its spend is unknown");
            }

            var view = await ViewAsync(account, question.Days, cancellationToken);
            var families = view == UsageView.Costs ? await FamiliesAsync(account, question.Days, cancellationToken) : [];
            for (var day = question.Days.Start; day < question.Days.End; day = day.AddDays(1))
            {
                await foreach (var row in DayAsync(account, view, families, new(day, day.AddDays(1)), question, age, totals, cancellationToken))
                {
                    var asked = new SpendRow(account, row.Day, row.Series, default);
                    if (traits.IsInside(asked, question.Scope))
                    {
                        var told = Told(row, asked, traits);
                        totals.Add(told);
                        yield return told;
                    }
                }
            }
        }
    }

    private async Task<SpendTraits> TraitsAsync(ExportQuestion question, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, IReadOnlyList<DimensionName>>();
        foreach (var account in question.Accounts)
        {
            names[account.Name] = await ledger.NamesAsync(account.Name, cancellationToken);
        }

        return new(await owners.AllAsync(cancellationToken), await mappings.ReadAsync(cancellationToken), names, DateOnly.FromDateTime(question.Days.End.AddDays(-1).UtcDateTime));
    }

    /// <summary>An inference key's own use stands in for analytics that were never read.</summary>
    private async Task<UsageView> ViewAsync(AccountOptions account, UtcRange days, CancellationToken cancellationToken)
    {
        if (account.Provider == ProviderKind.OpenAI)
        {
            return UsageView.Costs;
        }

        var all = await ledger.SpendAsync(new(account.Name, UsageView.KeyModel, days, SpendDimension.None, ByDay: false, SeriesFilter.All), cancellationToken);

        return all.Count > 0 ? UsageView.KeyModel : UsageView.OwnKey;
    }

    /// <summary>The models as the bill names them.</summary>
    private async Task<HashSet<string>> FamiliesAsync(AccountOptions account, UtcRange days, CancellationToken cancellationToken)
    {
        var lines = await ledger.SpendAsync(new(account.Name, UsageView.Costs, days, SpendDimension.Model | SpendDimension.Endpoint, ByDay: false, SeriesFilter.All), cancellationToken);

        return lines.Select(static sum => LineItem.ModelOf(sum.Series)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Usage names a version of a model, the bill the model.</summary>
    private static UsageSeries InFamily(UsageSeries series, HashSet<string> families) =>
        !families.Contains(series.Model) && families.Contains(ModelNames.Family(series.Model)) ? series with { Model = ModelNames.Family(series.Model) } : series;

    private async IAsyncEnumerable<ExportRow> DayAsync(
        AccountOptions account, UsageView view, HashSet<string> families, UtcRange day, ExportQuestion question, DataAge age, ExportTotals totals, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var date = DateOnly.FromDateTime(day.Start.UtcDateTime);
        bool isOpen = false;
        bool isUnestimated = false;
        var estimates = new List<ExportRow>();
        if (view == UsageView.Costs && OpenDays.Of(day, question.Now, age.BilledUntil) is not null)
        {
            var open = await spending.ReadAsync(new(account, day, Money, ByDay: true, SeriesFilter.All, question.Now, age), cancellationToken);
            isOpen = true;
            isUnestimated = open.Unestimated;
            estimates.AddRange(open.Rows.Where(static row => row.Figures is { Billed: null, Estimated.Nanos: > 0 })
                .Select(row => new ExportRow(account, date, ExportKind.Estimated, InFamily(row.Series, families)) { Billed = Usd.Zero, Estimated = row.Figures.Estimated }));
            if (isUnestimated)
            {
                totals.Note($"{account.Name}: {Wording.Day(date)} is not billed to its end and has no estimate yet");
            }
        }

        foreach (var sum in await SumsAsync(account, view, day, cancellationToken))
        {
            // A bill names the model inside the line item only.
            var series = view == UsageView.Costs ? sum.Series with { Model = LineItem.ModelOf(sum.Series) } : sum.Series;
            yield return new(account, date, ExportKind.Billed, series)
            {
                Billed = sum.Figures.Cost,
                Estimated = sum.Figures.Cost is null || (isOpen && isUnestimated) ? null : Usd.Zero,
                Byok = sum.Figures.ByokCost,
                Counts = sum.Figures,
            };
        }

        foreach (var estimate in estimates)
        {
            yield return estimate;
        }

        if (view == UsageView.Costs)
        {
            foreach (var sum in await SumsAsync(account, UsageView.Usage, day, cancellationToken))
            {
                yield return new(account, date, ExportKind.Usage, InFamily(sum.Series, families)) { Counts = sum.Figures };
            }
        }
        else if (question.Format == ExportFormat.Focus && question.Scope.Parts.Keys.All(static kind => kind is "account" or "provider"))
        {
            // Credits are the whole account's: they are no part of a key's or a model's spend.
            foreach (var lot in (await ledger.LotsAsync(account.Name, cancellationToken)).Where(lot => lot.Source == "observed" && day.Contains(lot.BoughtAt)))
            {
                yield return new(account, date, ExportKind.Purchase, new() { Endpoint = lot.Kind.ToString().ToLowerInvariant() }) { Billed = lot.Amount, Estimated = Usd.Zero };
            }
        }
    }

    private Task<IReadOnlyList<SpendSum>> SumsAsync(AccountOptions account, UsageView view, UtcRange day, CancellationToken cancellationToken) =>
        ledger.SpendAsync(new(account.Name, view, day, Money | SpendDimension.Route, ByDay: true, SeriesFilter.All), cancellationToken);

    private static ExportRow Told(ExportRow row, SpendRow asked, SpendTraits traits) => row with
    {
        ProjectName = traits.NameOf(row.Account.Name, "project", row.Series.Project),
        KeyName = traits.NameOf(row.Account.Name, "key", row.Series.Key),
        Owner = traits.OwnerOf(asked),
        Workflow = traits.MappedTo(asked, "workflow"),
        Team = traits.MappedTo(asked, "team"),
        Customer = traits.MappedTo(asked, "customer"),
        Product = traits.MappedTo(asked, "product"),
    };
}
