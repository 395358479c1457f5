using System.Globalization;

namespace Spendwall.Bot.Money;

/// <summary>
/// An amount of US dollars in whole nano-dollars (±9.2 billion USD): one cheap request is not rounded away, and both
/// databases sum and order it as an integer. Arithmetic is checked: an overflow throws instead of wrapping.
/// </summary>
public readonly record struct Usd(long Nanos) : IComparable<Usd>
{
    private const decimal NanosPerDollar = 1_000_000_000m;

    public static readonly Usd Zero = new(0);

    /// <summary>Rounds to the nearest nano-dollar, half away from zero.</summary>
    /// <exception cref="OverflowException">The amount is beyond ±9.2 billion USD.</exception>
    public static Usd FromDollars(decimal dollars) =>
        new((long)decimal.Round(checked(dollars * NanosPerDollar), 0, MidpointRounding.AwayFromZero));

    /// <summary>For figures that come out of a forecast; an amount that was billed never passes through a double.</summary>
    public static Usd FromEstimate(double dollars) => FromDollars((decimal)dollars);

    public decimal Dollars => Nanos / NanosPerDollar;

    /// <summary>The amount for statistics, where relative precision is enough.</summary>
    public double ToDouble() => Nanos / 1e9;

    public static Usd operator +(Usd a, Usd b) => new(checked(a.Nanos + b.Nanos));

    public static Usd operator -(Usd a, Usd b) => new(checked(a.Nanos - b.Nanos));

    public static Usd operator -(Usd a) => new(checked(-a.Nanos));

    public static bool operator <(Usd a, Usd b) => a.Nanos < b.Nanos;

    public static bool operator >(Usd a, Usd b) => a.Nanos > b.Nanos;

    public static bool operator <=(Usd a, Usd b) => a.Nanos <= b.Nanos;

    public static bool operator >=(Usd a, Usd b) => a.Nanos >= b.Nanos;

    public static Usd Max(Usd a, Usd b) => a > b ? a : b;

    public static Usd Min(Usd a, Usd b) => a < b ? a : b;

    public int CompareTo(Usd other) => Nanos.CompareTo(other.Nanos);

    /// <summary>For people: <c>$1,234.56</c>, four decimals below a dollar, <c>-$3.00</c> when negative.</summary>
    public override string ToString()
    {
        decimal size = Math.Abs(Dollars);
        string digits = size.ToString(size is > 0 and < 0.995m ? "0.00##" : "#,0.00", CultureInfo.InvariantCulture);

        return Nanos < 0 ? $"-${digits}" : $"${digits}";
    }
}
