using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts.Outlook;

/// <summary>Two accounts over a fake ledger, at a fixed now: Wednesday 2026-11-18 14:20 UTC.</summary>
internal sealed class OutlookWorld
{
    public const string Router = "openrouter-main";
    public const string OpenAI = "openai-acme";

    public static readonly DateTimeOffset Now = new(2026, 11, 18, 14, 20, 0, TimeSpan.Zero);

    public FakeLedger Ledger { get; } = new();

    public AccountOptions RouterAccount { get; set; } = new() { Name = Router, Provider = ProviderKind.OpenRouter, PollEvery = TimeSpan.FromMinutes(1) };

    public AccountOptions OpenAIAccount { get; set; } = new() { Name = OpenAI, Provider = ProviderKind.OpenAI, PollEvery = TimeSpan.FromMinutes(5), MonthlyBudget = 2000 };

    public SpendwallOptions Options => new() { Accounts = [RouterAccount, OpenAIAccount] };

    public static Usd Dollars(decimal usd) => Usd.FromDollars(usd);

    public Task<AccountOutlook> ReadRouterAsync(DateTimeOffset? at = null) => new AccountOutlookReader(Ledger, Options).ReadAsync(RouterAccount, at ?? Now, CancellationToken.None);

    public Task<AccountOutlook> ReadOpenAIAsync() => new AccountOutlookReader(Ledger, Options).ReadAsync(OpenAIAccount, Now, CancellationToken.None);

    public Task RefreshAsync() => new EstimateRefresher(Ledger, Options).RefreshAsync(OpenAIAccount, Now, CancellationToken.None);

    /// <summary>USD an hour on one key and model for a number of days until now, and the mark that goes with it.</summary>
    public void RouterHours(int days, decimal usd, string key = "batch", string model = "vendor/big", long requests = 100)
    {
        var first = Now.FloorDay().AddDays(-days);
        for (var hour = first; hour < Now; hour = hour.AddHours(1))
        {
            decimal part = hour == Now.FloorHour() ? usd / 3 : usd;
            Ledger.Add(Router, UsageView.KeyModel, new UsageBucket(hour, new() { Key = key, Model = model }) { Cost = Dollars(part), Requests = requests });
            Ledger.Add(Router, UsageView.ModelRoute, new UsageBucket(hour, new() { Model = model, Route = "provider-a" }) { Cost = Dollars(part), Requests = requests });
        }

        Ledger.Mark(Router, "analytics.key-model", Now);
    }

    public void Balance(decimal credits, decimal usage, DateTimeOffset? at = null) => Ledger.Balances.Add(new(Router, at ?? Now, Dollars(credits), Dollars(usage)));

    public void PollOk(string account, DateTimeOffset? at = null) => Ledger.Polls.Add(new(account, (at ?? Now).AddSeconds(-5), at ?? Now, null, null, null, 1));

    /// <summary>Days of billed cost and of usage: a million input tokens at a dollar, half a million output tokens at four.</summary>
    public void OpenAIDays(int days, int billedUntilDaysAgo)
    {
        for (int ago = days; ago >= 0; ago--)
        {
            var day = Now.FloorDay().AddDays(-ago);
            if (ago >= billedUntilDaysAgo)
            {
                Ledger.Add(
                    OpenAI,
                    UsageView.Costs,
                    new UsageBucket(day, new() { Project = "p", Key = "k", Model = "gpt-6", Endpoint = "gpt-6, input" }) { Cost = Dollars(24) },
                    new UsageBucket(day, new() { Project = "p", Key = "k", Model = "gpt-6", Endpoint = "gpt-6, output" }) { Cost = Dollars(48) });
            }

            for (int hour = 0; hour < 24 && day.AddHours(hour) < Now.FloorHour(); hour++)
            {
                Ledger.Add(OpenAI, UsageView.Usage, new UsageBucket(day.AddHours(hour), new() { Project = "p", Key = "k", Model = "gpt-6-2026-08-01", Endpoint = "completions" })
                {
                    Requests = 10,
                    InputTokens = 1_000_000,
                    CachedTokens = 0,
                    OutputTokens = 500_000,
                });
            }
        }

        Ledger.Mark(OpenAI, "costs", Now.FloorDay().AddDays(1 - billedUntilDaysAgo));
        Ledger.Mark(OpenAI, "usage.hour", Now.FloorHour());
    }
}
