using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Tests.Chat;

internal static class ChatOutlooks
{
    public static AccountOutlook Unread(AccountOptions account) => new() { Account = account, Now = ChatBench.Now, Burn = new(null, null, null, null, null) };

    /// <summary>The cap's band ends with its reset.</summary>
    public static AccountOutlook WithBand(AccountOptions account)
    {
        var outlook = Reservoir(account);

        return outlook with { Caps = [outlook.Caps[0] with { Runway = new RunwayForecast.Ends(TimeSpan.FromHours(4), TimeSpan.FromHours(6), null, TimeSpan.FromDays(30)) }] };
    }

    public static AccountOutlook Reservoir(AccountOptions account, RunwayForecast? runway = null) => new()
    {
        Account = account,
        Now = ChatBench.Now,
        ObservedAt = ChatBench.Now.AddMinutes(-4),
        CoversUntil = ChatBench.Now.AddMinutes(-30),
        Burn = new(Usd(6.8m), Usd(7.1m), Usd(6.5m), Usd(3.2m), null),
        Reservoir = new(
            Usd(212.4m),
            Usd(1.92m),
            FloorEstimated: true,
            Usd(0.24m),
            runway ?? new RunwayForecast.Ends(TimeSpan.FromHours(22), TimeSpan.FromHours(31), TimeSpan.FromHours(44.5), TimeSpan.FromDays(30)),
            new RunwayForecast.Ends(TimeSpan.FromDays(8), TimeSpan.FromDays(9), null, TimeSpan.FromDays(23)),
            ChatBench.Now.AddHours(-2),
            "key:batch-7",
            OwnRecord: false),
        Caps = [new("batch-7", "key_limit", Usd(50m), Usd(12.5m), ChatBench.Now.AddHours(11.5), TimeSpan.FromHours(6))],
        Models = [new("anthropic/claude-sonnet-9", Usd(98.2m), 0.63), new("openai/gpt-6-astra", Usd(41m), 0.26)],
        Routes = [new("east-1", Usd(120m), 0.77)],
        BlindSpots = ["requests in flight are not in the balance"],
    };

    private static Usd Usd(decimal dollars) => Bot.Money.Usd.FromDollars(dollars);
}
