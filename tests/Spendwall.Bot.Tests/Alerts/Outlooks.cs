using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Tests.Alerts;

/// <summary>Outlooks of one OpenRouter account with a lead time of a day, so that the levels lie at 27.6 h (P10) and 72 h (P50).</summary>
internal static class Outlooks
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static readonly AccountOptions Account = new()
    {
        Name = "openrouter-main",
        Provider = ProviderKind.OpenRouter,
        Owner = "@dana",
        Channels = ["terminal"],
        OpeningBalance = null,
    };

    public static readonly AccountOptions Metered = new()
    {
        Name = "openai-acme",
        Provider = ProviderKind.OpenAI,
        Owner = "@dana",
        Channels = ["terminal"],
        MonthlyBudget = 1000,
    };

    public static AccountOutlook Of(AccountOptions account, DateTimeOffset? now = null) => new()
    {
        Account = account,
        Now = now ?? Now,
        ObservedAt = now ?? Now,
        CoversUntil = now ?? Now,
        Burn = new(null, null, null, null, null),
    };

    /// <summary>With P10 at two thirds and P90 at one and a half of the middle.</summary>
    public static AccountOutlook Runway(double p50Hours, DateTimeOffset? now = null, AccountOptions? account = null, double historyDays = 30) =>
        Runway(p50Hours * 2 / 3, p50Hours, account, now, historyDays);

    public static AccountOutlook Runway(double p10Hours, double p50Hours, AccountOptions? account, DateTimeOffset? now, double historyDays)
    {
        var runway = new RunwayForecast.Ends(TimeSpan.FromHours(p10Hours), TimeSpan.FromHours(p50Hours), TimeSpan.FromHours(p50Hours * 1.5), TimeSpan.FromDays(historyDays));

        return Balance(p50Hours * 5, runway, account, now);
    }

    public static AccountOutlook Balance(double usd, RunwayForecast? runway = null, AccountOptions? account = null, DateTimeOffset? now = null, double floor = 2)
    {
        var outlook = Of(account ?? Account, now);
        var forecast = runway ?? new RunwayForecast.Ends(TimeSpan.FromDays(60), TimeSpan.FromDays(90), TimeSpan.FromDays(120), TimeSpan.FromDays(30));
        var actBy = forecast is RunwayForecast.Ends { P10: { } p10 } ? outlook.Now + p10 - outlook.Account.LeadTime : (DateTimeOffset?)null;

        return outlook with { Reservoir = new(Usd.FromEstimate(usd), Usd.FromEstimate(floor), true, Usd.FromEstimate(0.25), forecast, null, actBy, "balance", false) };
    }

    public static AccountOutlook Failing(this AccountOutlook outlook, int polls, ProviderFailure failure = ProviderFailure.Unavailable) => outlook with
    {
        Failing = [.. Enumerable.Range(1, polls).Select(i => new PollRun(
            outlook.Account.Name, outlook.Now.AddMinutes(-i), outlook.Now.AddMinutes(-i), failure, "no answer", "Look at the provider's status page.", 0))],
    };

    public static AccountOutlook Spending(double spent, double? p10 = null, double? p50 = null, DateTimeOffset? now = null, AccountOptions? account = null)
    {
        var outlook = Of(account ?? Metered, now);
        var month = new UtcRange(outlook.Now.FloorMonth(), outlook.Now.FloorMonth().AddMonths(1));
        var forecast = p50 is { } middle ? new PeriodForecast(Usd.FromEstimate(p10 ?? middle * 0.9), Usd.FromEstimate(middle), Usd.FromEstimate(middle * 1.1), TimeSpan.FromDays(30)) : null;

        return outlook with { Meter = new(month, Usd.FromEstimate(spent), Usd.Zero, null, null, null, forecast, null) };
    }
}
