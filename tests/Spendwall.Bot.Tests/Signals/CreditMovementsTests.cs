using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;
using static Spendwall.Bot.Tests.Signals.Histories;

namespace Spendwall.Bot.Tests.Signals;

public sealed class CreditMovementsTests
{
    [Fact]
    public void Recognise_NoOrOneReading_IsNothing()
    {
        Assert.Empty(CreditMovements.Recognise([]));
        Assert.Empty(CreditMovements.Recognise([At(0, 100, 10)]));
    }

    [Fact]
    public void Recognise_RiseOfTheCredits_IsAPurchase()
    {
        var movement = Assert.Single(CreditMovements.Recognise([At(0, 100, 10), At(1, 150, 11)]));

        Assert.Equal(new(MovementKind.Purchase, Dollars(50), Monday.AddMinutes(1)), movement);
    }

    [Fact]
    public void Recognise_LessThanACent_IsNoise() => Assert.Empty(CreditMovements.Recognise([At(0, 100, 10), At(1, 100.009m, 10), At(2, 99.995m, 10), At(9, 99.995m, 10)]));

    [Fact]
    public void Recognise_OldAnswerFromACacheAfterAPurchase_IsOnePurchaseOnly()
    {
        var movement = Assert.Single(CreditMovements.Recognise([At(0, 100, 10), At(1, 150, 11), At(2, 100, 10), At(3, 150, 12)]));

        Assert.Equal(MovementKind.Purchase, movement.Kind);
    }

    [Fact]
    public void Recognise_FallThatStays_IsARefund()
    {
        var movement = Assert.Single(CreditMovements.Recognise([At(0, 100, 10), At(1, 80, 10), At(2, 80, 10), At(3, 80, 11)]));

        Assert.Equal(new(MovementKind.Refund, Dollars(20), Monday.AddMinutes(3)), movement);
    }

    [Fact]
    public void Recognise_FallOfTheUsageThatStays_IsACorrection()
    {
        var movement = Assert.Single(CreditMovements.Recognise([At(0, 100, 10), At(1, 100, 4), At(3, 100, 4.5m), At(4, 100, 5)]));

        Assert.Equal(MovementKind.UsageCorrection, movement.Kind);
        Assert.Equal(Dollars(5.5m), movement.Amount);
    }

    [Fact]
    public void Recognise_OutOfOrder_Throws() => Assert.Throws<ArgumentException>(() => CreditMovements.Recognise([At(5, 100, 10), At(1, 100, 10)]));

    [Fact]
    public void Counter_PurchasesAndStaleAnswers_AreNoBurn()
    {
        var counter = new UsageCounter([At(0, 100, 10), At(1, 150, 11), At(2, 100, 10.5m), At(3, 150, 12)]);

        Assert.Equal(Dollars(2), counter.Spend(new UtcRange(Monday, Monday.AddMinutes(3))));
    }

    [Fact]
    public void Counter_AfterACorrection_CountsFromTheNewMark()
    {
        var counter = new UsageCounter([At(0, 100, 10), At(1, 100, 4), At(4, 100, 4), At(5, 100, 5)]);

        Assert.Equal(Dollars(1), counter.Spend(new UtcRange(Monday, Monday.AddMinutes(5))));
    }

    [Fact]
    public void Counter_NoReadingNearTheStart_IsUnknown()
    {
        var counter = new UsageCounter([At(0, 100, 10), At(10, 100, 11)]);

        Assert.Null(counter.Spend(new UtcRange(Monday.AddHours(-1), Monday.AddMinutes(10))));
        Assert.Null(counter.Spend(new UtcRange(Monday, Monday.AddHours(2))));
        Assert.Null(new UsageCounter([]).Spend(new UtcRange(Monday, Monday.AddHours(1))));
    }

    [Fact]
    public void Counter_BetweenReadings_IsLinear()
    {
        var counter = new UsageCounter([At(0, 100, 10), At(60, 100, 16)]);

        Assert.Equal(Dollars(2), counter.Spend(new UtcRange(Monday.AddMinutes(10), Monday.AddMinutes(30))));
    }

    private static BalanceReading At(int minute, decimal credits, decimal usage) => new("a", Monday.AddMinutes(minute), Dollars(credits), Dollars(usage));
}
