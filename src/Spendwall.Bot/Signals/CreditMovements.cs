using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Signals;

/// <summary>
/// What moved a reservoir besides burn, from successive readings of its two counters. A rise of the credits is a
/// purchase. A fall of either counter can be an answer from a cache that is a minute old, so it counts once it has
/// stayed for <see cref="Settled"/>.
/// </summary>
public static class CreditMovements
{
    /// <summary>Two times the staleness that the provider allows itself.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromMinutes(2);

    /// <summary>Less is noise of the wire's doubles, not a movement.</summary>
    public static readonly Usd Least = Usd.FromDollars(0.01m);

    /// <param name="readings">Oldest first.</param>
    /// <returns>In the order of their time; a fall that has not settled at the last reading is not in it yet.</returns>
    /// <exception cref="ArgumentException">The readings are out of order.</exception>
    public static IReadOnlyList<CreditMovement> Recognise(IReadOnlyList<BalanceReading> readings)
    {
        var movements = new List<CreditMovement>();
        if (readings.Count == 0)
        {
            return movements;
        }

        var credits = new Counter(readings[0].TotalCredits);
        var usage = new Counter(readings[0].TotalUsage);
        for (int i = 1; i < readings.Count; i++)
        {
            var reading = readings[i];
            if (reading.ObservedAt < readings[i - 1].ObservedAt)
            {
                throw new ArgumentException("The readings are out of order.", nameof(readings));
            }

            var bought = credits.Take(reading.ObservedAt, reading.TotalCredits);
            if (bought is { } change)
            {
                movements.Add(new(change > Usd.Zero ? MovementKind.Purchase : MovementKind.Refund, change > Usd.Zero ? change : -change, reading.ObservedAt));
            }

            // Rises of the usage are burn, not a movement.
            if (usage.Take(reading.ObservedAt, reading.TotalUsage) is { Nanos: < 0 } correction)
            {
                movements.Add(new(MovementKind.UsageCorrection, -correction, reading.ObservedAt));
            }
        }

        return movements;
    }

    private sealed class Counter(Usd first)
    {
        private Usd mark = first;
        private DateTimeOffset? fellAt;

        /// <returns>The change that is certain with this reading; null: none.</returns>
        public Usd? Take(DateTimeOffset at, Usd value)
        {
            var change = value - mark;
            if (change > -Least)
            {
                fellAt = null;
                if (change < Least)
                {
                    return null;
                }

                mark = value;

                return change;
            }

            fellAt ??= at;
            if (at - fellAt < Settled)
            {
                return null;
            }

            fellAt = null;
            mark = value;

            return change;
        }
    }
}

/// <param name="Amount">Always positive; the kind says which way it went.</param>
public sealed record CreditMovement(MovementKind Kind, Usd Amount, DateTimeOffset At);

public enum MovementKind
{
    /// <summary>More credits.</summary>
    Purchase,

    /// <summary>Fewer credits: a refund or a correction, which the counters cannot tell apart.</summary>
    Refund,

    /// <summary>The counter of usage went back: a reset, or usage that was credited.</summary>
    UsageCorrection,
}
