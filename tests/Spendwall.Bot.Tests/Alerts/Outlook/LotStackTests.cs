using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using static Spendwall.Bot.Tests.Alerts.Outlook.OutlookWorld;

namespace Spendwall.Bot.Tests.Alerts.Outlook;

public sealed class LotStackTests
{
    [Fact]
    public void Expiries_OldestCreditsAreUsedFirst()
    {
        CreditLot[] lots = [Lot(100, -20, 5), Lot(100, -10, 30)];

        Assert.Equal([new CreditExpiry(Now.AddDays(5), Usd.Zero, Dollars(20)), new CreditExpiry(Now.AddDays(30), Dollars(20), Dollars(100))], LotStack.Expiries(lots, Dollars(120), Now));
    }

    [Fact]
    public void Expiries_CreditsNobodyLogged_AreOlder()
    {
        Assert.Equal([new CreditExpiry(Now.AddDays(5), Dollars(50), Dollars(100))], LotStack.Expiries([Lot(100, -20, 5)], Dollars(150), Now));
    }

    [Fact]
    public void Expiries_UsedUpOrEndedOrEndlessLots_AreNone()
    {
        Assert.Empty(LotStack.Expiries([Lot(100, -20, 5), Lot(100, -10, null)], Dollars(80), Now));
        Assert.Empty(LotStack.Expiries([Lot(100, -20, -1)], Dollars(80), Now));
    }

    [Fact]
    public void Expiries_Refund_ComesOffTheNewestLotBeforeIt()
    {
        CreditLot[] lots = [Lot(100, -20, 5), Lot(50, -10, 9), Lot(-50, -9, null)];

        Assert.Equal([new CreditExpiry(Now.AddDays(5), Usd.Zero, Dollars(100))], LotStack.Expiries(lots, Dollars(100), Now));
    }

    [Fact]
    public void WithoutTwins_SeenAndTypedIn_CountsOnce()
    {
        var seen = Lot(100, -20, null) with { Source = "observed" };
        var typed = Lot(100, -21, 300);
        var other = Lot(100, -2, null) with { Source = "observed" };

        Assert.Equal([typed, other], LotStack.WithoutTwins([seen, typed, other]));
    }

    private static CreditLot Lot(decimal usd, int bought, int? expires) =>
        new(0, Router, Dollars(usd), Now.AddDays(bought), expires is { } days ? Now.AddDays(days) : null, "typed", usd > 0 ? LotKind.Purchase : LotKind.Refund);
}
