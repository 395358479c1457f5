using System.Globalization;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Sandbox;

namespace Spendwall.Bot.Benchmarks.Replay;

/// <summary>One account's ledger beside the series.</summary>
/// <param name="Usd">The ledger's total.</param>
/// <param name="Pairs">Callers with a model that were compared.</param>
/// <param name="Faults">Empty: equal to the micro-dollar, and every request and token too.</param>
internal sealed record AccountAudit(string Account, decimal Usd, int Pairs, IReadOnlyList<string> Faults);

/// <summary>Compares what the ledger says with what really happened, in the detail and in every roll-up.</summary>
internal sealed class LedgerAudit(ReplayWorld world, ISpendLedger ledger)
{
    private const decimal MicroDollar = 0.000001m;

    /// <summary>The breakdowns reach back a month; a first read may come some simulated days after the start.</summary>
    private static readonly TimeSpan BreakdownReach = TimeSpan.FromDays(25);

    private readonly List<string> faults = [];

    public async Task<AccountAudit> RunAsync(string account, CancellationToken cancellationToken)
    {
        faults.Clear();
        bool openAI = account == SandboxEnvironment.OpenAIAccount;
        var view = openAI ? UsageView.Costs : UsageView.KeyModel;
        var truth = SpendCells.Of(world.Series.Rows, row => Pair(row.Caller, row.Model));
        var details = await DetailsAsync(account, view, cancellationToken);
        Compare("detail", truth, details, requests: !openAI, tokens: true);
        Compare("roll-up", truth, await RollUpAsync(account, view, SpendDimension.Key | SpendDimension.Model, series => Pair(series.Key, series.Model), cancellationToken), !openAI, tokens: true);
        await HoursAsync(account, view, cancellationToken);
        await (openAI ? UsageAsync(account, truth, cancellationToken) : BreakdownsAsync(account, cancellationToken));
        if (!openAI)
        {
            await BalanceAsync(account, cancellationToken);
        }

        return new(account, details.Usd, truth.Cells.Count, [.. faults.Select(fault => $"{account} {fault}")]);
    }

    private UtcRange All => new(world.Series.Start.FloorDay().AddDays(-40), world.Settled.FloorDay().AddDays(40));

    private async Task<SpendCells> DetailsAsync(string account, UsageView view, CancellationToken cancellationToken)
    {
        var sums = new SpendCells();
        await foreach (var bucket in ledger.BucketsAsync(account, view, All, SeriesFilter.All, cancellationToken))
        {
            sums.Add(Pair(Caller(bucket.Series), bucket.Series.Model), new(bucket.Cost?.Dollars ?? 0, bucket.Requests, bucket.InputTokens, bucket.OutputTokens));
        }

        return sums;
    }

    private async Task<SpendCells> RollUpAsync(
        string account, UsageView view, SpendDimension by, Func<UsageSeries, string> name, CancellationToken cancellationToken, DateTimeOffset? since = null)
    {
        var sums = new SpendCells();
        var query = new SpendQuery(account, view, since is { } start ? new UtcRange(start, All.End) : All, by, ByDay: false, SeriesFilter.All);
        foreach (var sum in await ledger.SpendAsync(query, cancellationToken))
        {
            var named = sum.Series with { Key = Caller(sum.Series) };
            sums.Add(name(named), new(sum.Figures.Cost?.Dollars ?? 0, sum.Figures.Requests, sum.Figures.InputTokens, sum.Figures.OutputTokens));
        }

        return sums;
    }

    private async Task HoursAsync(string account, UsageView view, CancellationToken cancellationToken)
    {
        decimal usd = view.Width < TimeSpan.FromDays(1)
            ? (await ledger.HoursAsync(account, view, All, cancellationToken)).Sum(hour => hour.Figures.Cost?.Dollars ?? 0)
            : (await ledger.SumAsync(account, view, All, SeriesFilter.All, cancellationToken)).Cost?.Dollars ?? 0;
        Expect("sum over time", world.Series.Usd, usd);
    }

    /// <summary>Requests come by the hour from the usage reports, billed money by the day from the costs.</summary>
    private async Task UsageAsync(string account, SpendCells truth, CancellationToken cancellationToken)
    {
        var usage = await RollUpAsync(account, UsageView.Usage, SpendDimension.Key | SpendDimension.Model, series => Pair(series.Key, series.Model), cancellationToken);
        foreach (var (name, cell) in truth.Cells)
        {
            Expect($"usage {name} requests", cell.Requests ?? 0, usage.Cells.GetValueOrDefault(name).Requests ?? 0);
        }
    }

    /// <summary>The same money seen by route and by completed day must come to the same sums by model.</summary>
    private async Task BreakdownsAsync(string account, CancellationToken cancellationToken)
    {
        var reach = (world.Start - BreakdownReach).FloorDay();
        var since = world.Series.Start > reach ? world.Series.Start.FloorDay() : reach;
        var truth = SpendCells.Of(world.Series.Rows.Where(row => row.Hour >= since), row => row.Model);
        foreach (var view in new[] { UsageView.ModelRoute, UsageView.Activity })
        {
            Compare(view.ToString(), truth, await RollUpAsync(account, view, SpendDimension.Model, series => series.Model, cancellationToken, since), requests: true, tokens: true);
        }
    }

    private async Task BalanceAsync(string account, CancellationToken cancellationToken)
    {
        var reading = await ledger.BalanceAsync(account, All.End, cancellationToken);
        Expect("balance, used", world.Series.Usd, reading?.TotalUsage.Dollars ?? 0);
    }

    private void Compare(string what, SpendCells truth, SpendCells seen, bool requests, bool tokens)
    {
        Expect($"{what} total", truth.Usd, seen.Usd);
        foreach (string name in truth.Cells.Keys.Union(seen.Cells.Keys).Order(StringComparer.Ordinal))
        {
            var (expected, actual) = (truth.Cells.GetValueOrDefault(name), seen.Cells.GetValueOrDefault(name));
            Expect($"{what} {name} USD", expected.Usd, actual.Usd);
            if (requests)
            {
                Expect($"{what} {name} requests", expected.Requests ?? 0, actual.Requests ?? 0);
            }

            if (tokens)
            {
                Expect($"{what} {name} input tokens", expected.InputTokens ?? 0, actual.InputTokens ?? 0);
                Expect($"{what} {name} output tokens", expected.OutputTokens ?? 0, actual.OutputTokens ?? 0);
            }
        }
    }

    private void Expect(string what, decimal expected, decimal actual)
    {
        if (Math.Abs(expected - actual) >= MicroDollar)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {actual} instead of {expected} ({actual - expected:+0.#########;-0.#########})"));
        }
    }

    /// <summary>OpenRouter tells a key by its name, OpenAI by its id together with its project.</summary>
    private string Caller(UsageSeries series) =>
        world.Callers.All.FirstOrDefault(caller => caller.ApiKeyId == series.Key && (series.Project.Length == 0 || caller.ProjectId == series.Project))?.Name ?? series.Key;

    private static string Pair(string caller, string model) => $"{caller} × {model}";
}
