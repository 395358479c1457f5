using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Tests.Governance;

public sealed class BudgetTests
{
    private static readonly Scope Acme = Scope.Account("openai-acme");

    [Theory]
    [InlineData(BudgetPeriod.Day, "2028-02-29T23:59:59Z", "2028-02-29", "2028-03-01")]
    [InlineData(BudgetPeriod.Day, "2028-03-01T00:00:00Z", "2028-03-01", "2028-03-02")]
    [InlineData(BudgetPeriod.Week, "2028-02-29T12:00:00Z", "2028-02-28", "2028-03-06")]
    [InlineData(BudgetPeriod.Week, "2026-12-31T12:00:00Z", "2026-12-28", "2027-01-04")]
    [InlineData(BudgetPeriod.Week, "2026-11-22T23:59:59Z", "2026-11-16", "2026-11-23")]
    [InlineData(BudgetPeriod.Month, "2028-02-29T12:00:00Z", "2028-02-01", "2028-03-01")]
    [InlineData(BudgetPeriod.Month, "2027-02-28T23:59:59Z", "2027-02-01", "2027-03-01")]
    [InlineData(BudgetPeriod.Month, "2026-12-31T23:59:59Z", "2026-12-01", "2027-01-01")]
    [InlineData(BudgetPeriod.Month, "2026-11-30T23:30:00-05:00", "2026-12-01", "2027-01-01")]
    [InlineData(BudgetPeriod.Custom, "2026-11-30T00:00:00Z", "2026-11-20", "2026-12-05")]
    [InlineData(BudgetPeriod.Custom, "2027-06-01T00:00:00Z", "2026-11-20", "2026-12-05")]
    public void At_Instant_IsTheUtcPeriod(BudgetPeriod period, string now, string start, string end)
    {
        var range = Of(period).At(DateTimeOffset.Parse(now, null));

        Assert.Equal((start, end), ($"{range.Start:yyyy-MM-dd}", $"{range.End:yyyy-MM-dd}"));
    }

    [Theory]
    [InlineData("2026-12-04T23:59:59Z", false)]
    [InlineData("2026-12-05T00:00:00Z", true)]
    public void IsOver_CustomPeriod_EndsWithItsLastDay(string now, bool over)
    {
        Assert.Equal(over, Of(BudgetPeriod.Custom).IsOver(DateTimeOffset.Parse(now, null)));
        Assert.False(Of(BudgetPeriod.Month).IsOver(DateTimeOffset.Parse(now, null)));
    }

    [Theory]
    [InlineData(null, "50,80", new[] { 50, 80, 100 })]
    [InlineData("90,50,50", "10", new[] { 50, 90, 100 })]
    [InlineData("100,120", "10", new[] { 100, 120 })]
    public void ThresholdsOr_OwnOrUsual_HaveAllOfItAndNoneTwice(string? own, string usual, int[] expected) =>
        Assert.Equal(expected, (Of(BudgetPeriod.Month) with { Thresholds = own }).ThresholdsOr(usual));

    /// <summary>The property that holds at every instant, whatever was asked for and whenever it was decided.</summary>
    [Fact]
    public void Raise_AnyExceptionsAtAnyInstant_IsTheBudgetAndTheSumOfThoseInForce()
    {
        var random = new Random(7);
        var start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        for (int round = 0; round < 300; round++)
        {
            var budgets = new[] { Of(BudgetPeriod.Month), Of(BudgetPeriod.Day), Of(BudgetPeriod.Month) with { Scope = Scope.Of("key", "k") } };
            var all = Enumerable.Range(0, random.Next(0, 12)).Select(number => Exception(number, budgets[random.Next(budgets.Length)], random, start)).ToList();
            foreach (var budget in budgets)
            {
                for (int hour = 0; hour < 80; hour++)
                {
                    var now = start.AddHours(hour);
                    long sum = 0;
                    foreach (var one in all)
                    {
                        bool granted = one.State is ExceptionState.Approved or ExceptionState.Expired;
                        sum += granted && one.Scope.Equals(budget.Scope) && one.Period == budget.Period && one.DecidedAt <= now && now < one.Until ? one.Amount.Nanos : 0;
                    }

                    Assert.Equal(budget.Amount.Nanos + sum, all.Raise(budget, now).Limit.Nanos);
                }
            }
        }
    }

    [Fact]
    public void Raise_AskedForOrDenied_ChangesNothing()
    {
        var start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var granted = Exception(1, Of(BudgetPeriod.Month), new Random(1), start) with { State = ExceptionState.Approved, DecidedAt = start, Until = start.AddDays(1), Amount = Usd.FromDollars(5) };

        Assert.Equal(105m, Limit(granted));
        Assert.Equal(100m, Limit(granted with { State = ExceptionState.Pending, DecidedAt = null }));
        Assert.Equal(100m, Limit(granted with { State = ExceptionState.Denied }));
        Assert.Equal(100m, Limit(granted with { State = ExceptionState.Lapsed, DecidedAt = null }));

        decimal Limit(BudgetException one) => new[] { one }.Raise(Of(BudgetPeriod.Month), start.AddHours(1)).Limit.Dollars;
    }

    private static Budget Of(BudgetPeriod period) => new(Acme, Usd.FromDollars(100), period, DateTimeOffset.UnixEpoch, "settings")
    {
        From = period == BudgetPeriod.Custom ? new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero) : null,
        Until = period == BudgetPeriod.Custom ? new(2026, 12, 5, 0, 0, 0, TimeSpan.Zero) : null,
    };

    private static BudgetException Exception(int number, Budget budget, Random random, DateTimeOffset start)
    {
        var state = Enum.GetValues<ExceptionState>()[random.Next(5)];
        var decided = start.AddHours(random.Next(0, 60));

        return new BudgetException
        {
            Number = number,
            Scope = budget.Scope,
            Period = budget.Period,
            Amount = new Usd(random.NextInt64(1, 1_000_000_000_000)),
            Reason = "r",
            Evidence = "e",
            RequestedBy = "slack:U1",
            RequestedName = "@lee",
            Channel = "slack:C1",
            RequestedAt = start,
            LapsesAt = start.AddDays(2),
            Until = decided.AddHours(random.Next(1, 30)),
            Approver = "@dana",
            State = state,
            DecidedAt = state is ExceptionState.Pending or ExceptionState.Lapsed ? null : decided,
        };
    }
}
