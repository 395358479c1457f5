using Spendwall.Bot.Attribution.Views;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>Reads and puts together the answer to one <see cref="SpendQuestion"/>.</summary>
/// <param name="records">Null: no request records are kept.</param>
public sealed class SpendAnalyst(ISpendLedger ledger, IOwnerBook owners, MappingStore mappings, AttributedSums? records = null)
{
    private const int SparkDays = 14;

    /// <summary>Of the provider dimension, as OpenRouter documents it.</summary>
    private static readonly TimeSpan RouteReach = TimeSpan.FromDays(31);

    /// <summary>Spend this long before a period proves that the period's first days were read, too.</summary>
    private static readonly TimeSpan Lookback = TimeSpan.FromDays(31);

    private readonly AccountSpendReader reader = new(ledger);

    public async Task<SpendAnswer> AnswerAsync(SpendQuestion question, CancellationToken cancellationToken)
    {
        var traits = await TraitsAsync(question, cancellationToken);
        var total = default(SpendFigures);
        var rows = new List<SpendRow>();
        var daily = new Usd?[SparkDays];
        var parts = new List<AccountPart>();
        foreach (var account in question.Accounts.Where(account => CanHold(account, question.Scope)))
        {
            var part = new AccountPart(account, await DataAge.ReadAsync(ledger, account, cancellationToken));
            parts.Add(part);
            await AddAsync(part, question, traits, rows, cancellationToken);
            await AddDailyAsync(part, question, traits, daily, cancellationToken);
            part.Change = await new SpendComparer(ledger, reader).CompareAsync(question, account, part.Age, traits, cancellationToken);
            part.BlindSpots.AddRange(await ledger.BlindSpotsAsync(account.Name, cancellationToken));
            total += part.Total;
        }

        bool several = question.Accounts.Count > 1;

        return new(
            total,
            SpendGroup.Of(rows, question.By, traits),
            Change(parts),
            daily,
            parts.Min(static part => part.Age.CoversUntil),
            parts.SelectMany(part => part.BlindSpots.Select(text => several ? $"{part.Account.Name}: {text}" : text)).Distinct().ToList(),
            parts.SelectMany(part => part.Notes.Select(text => several ? $"{part.Account.Name}: {text}" : text)).ToList());
    }

    private async Task<SpendTraits> TraitsAsync(SpendQuestion question, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, IReadOnlyList<DimensionName>>();
        foreach (var account in question.Accounts)
        {
            names[account.Name] = await ledger.NamesAsync(account.Name, cancellationToken);
        }

        var lastDay = DateOnly.FromDateTime(question.Period.Days.End.AddDays(-1).UtcDateTime);

        return new(await owners.AllAsync(cancellationToken), await mappings.ReadAsync(cancellationToken), names, lastDay);
    }

    private async Task AddAsync(AccountPart part, SpendQuestion question, SpendTraits traits, List<SpendRow> rows, CancellationToken cancellationToken)
    {
        var spend = await ReadAsync(part, question, traits, question.Period.Days, question.By, byDay: question.By.IsTime, cancellationToken);
        var inside = spend.Rows.Where(row => traits.IsInside(row, question.Scope)).ToList();
        rows.AddRange(inside);
        part.Total = Sum(inside);
        await AttributeAsync(part, question, traits, inside, rows, cancellationToken);
        if (spend.View == UsageView.ModelRoute && question.Scope["route"] is null)
        {
            // Routes are a projection: the total stays that of the account's own view.
            var whole = await ReadAsync(part, question, traits, question.Period.Days, SpendAxis.Account, byDay: false, cancellationToken);
            part.Total = Sum(whole.Rows.Where(row => traits.IsInside(row, question.Scope)));
        }

        if (part.Total.IsKnown && await FirstKnownAsync(part, question, spend, cancellationToken) is { } first)
        {
            part.BlindSpots.Add($"spend before {Wording.Day(first)} is not known and not in this sum");
        }

        if (!part.Total.IsKnown && await IsQuietAsync(part, question, spend.View, cancellationToken))
        {
            part.Total = SpendFigures.Nothing;
        }

        if (!part.Total.IsKnown)
        {
            part.BlindSpots.Add($"no spend is known for {SpendMessage.Name(question)}");
        }

        if (spend.View == UsageView.ModelRoute)
        {
            part.BlindSpots.Add(question.Period.Days.Start < question.Now - RouteReach
                ? "routes are a breakdown of the same money and reach back 31 days only"
                : "routes are a breakdown of the same money, in no total");
        }

        // Before the first reading all is unknown, which is said once.
        if (spend.Open is { } open && part.Age.ReadAt is not null)
        {
            string since = Wording.Day(DateOnly.FromDateTime(open.Start.UtcDateTime));
            (spend.Unestimated ? part.BlindSpots : part.Notes).Add(spend.Unestimated ? $"not billed to the end from {since} on, and no estimate yet" : $"estimated from {since} on, until it is billed");
        }
    }

    /// <summary>Of whole accounts: records of a part of one cannot be held against what was billed for that part.</summary>
    private async Task AttributeAsync(AccountPart part, SpendQuestion question, SpendTraits traits, List<SpendRow> inside, List<SpendRow> rows, CancellationToken cancellationToken)
    {
        string kind = question.By.Name;
        if (records is null || !MapLine.Targets.Contains(kind) || part.Total.Total is not { Nanos: > 0 } total || question.Scope.Parts.Keys.Any(static key => key is not ("account" or "provider")))
        {
            return;
        }

        var range = question.Period.Range;
        var hours = new UtcRange(range.Start.FloorHour(), range.End == range.End.FloorHour() ? range.End : range.End.FloorHour().AddHours(1));
        var told = await records.ReadAsync([part.Account], Scope.All, hours, RequestDimension.None, cancellationToken);
        var (moves, moved) = RecordShares.Of(part.Account, inside, row => traits.MappedTo(row, kind), told, kind);
        rows.AddRange(moves);
        if (moved > Usd.Zero)
        {
            part.Notes.Add($"request records name the {kind} of {moved}, {Wording.Percent(moved.ToDouble() / total.ToDouble())} of it; requests and tokens stay where /map puts them");
        }
    }

    private Task<AccountSpend> ReadAsync(AccountPart part, SpendQuestion question, SpendTraits traits, UtcRange days, SpendAxis by, bool byDay, CancellationToken cancellationToken)
    {
        var reading = SpendPlan.For(part.Account, question.Scope, by, traits, days);

        return reader.ReadAsync(new(part.Account, days, reading.By, byDay || reading.ByDay, reading.Filter, question.Now, part.Age), cancellationToken);
    }

    private async Task AddDailyAsync(AccountPart part, SpendQuestion question, SpendTraits traits, Usd?[] daily, CancellationToken cancellationToken)
    {
        var today = question.Now.FloorDay();
        var first = today.AddDays(1 - SparkDays);
        var spend = await ReadAsync(part, question, traits, new(first, today.AddDays(1)), SpendAxis.Day, byDay: true, cancellationToken);
        foreach (var day in spend.Rows.Where(row => row.Day is not null && traits.IsInside(row, question.Scope)).GroupBy(static row => row.Day!.Value))
        {
            int at = day.Key.DayNumber - DateOnly.FromDateTime(first.UtcDateTime).DayNumber;
            if (at is >= 0 and < SparkDays && Sum(day).Total is { } sum)
            {
                daily[at] = (daily[at] ?? Usd.Zero) + sum;
            }
        }
    }

    /// <summary>The first day with spend, when the period began before anything was known; null: the period is whole.</summary>
    private async Task<DateOnly?> FirstKnownAsync(AccountPart part, SpendQuestion question, AccountSpend spend, CancellationToken cancellationToken)
    {
        var days = question.Period.Days;

        // Routes say themselves how far back they reach.
        if (spend.View == UsageView.ModelRoute || spend.IsWhole
            || (await ledger.SumAsync(part.Account.Name, spend.View, new(days.Start - Lookback, days.Start.AddDays(1)), SeriesFilter.All, cancellationToken)).Cost is not null)
        {
            return null;
        }

        var known = await ledger.SpendAsync(new SpendQuery(part.Account.Name, spend.View, days, SpendDimension.None, ByDay: true, SeriesFilter.All), cancellationToken);

        return known.Where(static sum => sum.Figures.Cost is not null).Min(static sum => sum.Day) is { } first && first > DateOnly.FromDateTime(days.Start.UtcDateTime) ? first : null;
    }

    /// <summary>No row is zero only where the provider's word is known to reach: otherwise it is unknown.</summary>
    private async Task<bool> IsQuietAsync(AccountPart part, SpendQuestion question, UsageView view, CancellationToken cancellationToken)
    {
        var days = question.Period.Days;
        if ((await ledger.SumAsync(part.Account.Name, view, days, SeriesFilter.All, cancellationToken)).Cost is not null)
        {
            return true;
        }

        var end = question.Period.Range.End;

        return part.Age.BilledUntil >= end
            && (await ledger.SumAsync(part.Account.Name, view, new(days.Start.AddDays(-31), days.Start), SeriesFilter.All, cancellationToken)).Cost is not null;
    }

    private static SpendChange? Change(List<AccountPart> parts)
    {
        var compared = parts.Where(static part => part.Change is not null).ToList();

        return compared.Count == 0
            ? null
            : new(
                compared.Aggregate(Usd.Zero, static (sum, part) => sum + part.Change!.Value.Before),
                compared.Aggregate(Usd.Zero, static (sum, part) => sum + part.Change!.Value.Now),
                compared.Min(static part => part.Change!.Value.Until),
                parts.Where(static part => part.Change is null && part.Total.Total is { Nanos: > 0 }).Select(static part => part.Account.Name).ToList());
    }

    /// <summary>A dimension that the account's views do not have can hold none of its spend.</summary>
    private static bool CanHold(AccountOptions account, Scope scope) => account.Provider == ProviderKind.OpenRouter
        ? scope["project"] is null && scope["endpoint"] is null
        : scope["route"] is null;

    private static SpendFigures Sum(IEnumerable<SpendRow> rows) => rows.Aggregate(default(SpendFigures), static (sum, row) => sum + row.Figures);

    private sealed class AccountPart(AccountOptions account, DataAge age)
    {
        public AccountOptions Account => account;

        public DataAge Age => age;

        public SpendFigures Total { get; set; }

        public (Usd Before, Usd Now, DateTimeOffset Until)? Change { get; set; }

        public List<string> BlindSpots { get; } = [];

        public List<string> Notes { get; } = [];
    }
}
