namespace Spendwall.Bot.Signals;

/// <summary>One path of a balance down to its floor: spend takes from it, and so do credits that expire unused.</summary>
internal sealed class DrainPath(double available)
{
    private double gone;
    private double expired;

    /// <summary>When it is empty; null: not yet.</summary>
    public TimeSpan? End { get; private set; }

    /// <summary>The first lot that expired with something left.</summary>
    public CreditExpiry? Lost { get; private set; }

    /// <param name="spent">USD spent in all after <paramref name="hour"/> hours.</param>
    public void Spend(int hour, double spent)
    {
        double before = gone;
        gone = spent + expired;
        if (End is null && gone >= available)
        {
            End = TimeSpan.FromHours(hour - 1 + (gone > before ? Math.Clamp((available - before) / (gone - before), 0, 1) : 1));
        }
    }

    public void Expire(int hour, CreditExpiry lot)
    {
        if (End is not null)
        {
            return;
        }

        double unused = Math.Clamp((lot.Ahead + lot.Remaining).ToDouble() - gone, 0, lot.Remaining.ToDouble());
        if (unused > 0)
        {
            Lost ??= lot;
            expired += unused;
            gone += unused;
            End = gone >= available ? TimeSpan.FromHours(hour) : null;
        }
    }
}
