namespace Spendwall.Bot.Sandbox.Discord.Gateway;

/// <summary>Identifies: so many a day, and one in five seconds.</summary>
internal sealed class SessionStarts(TimeProvider real, DiscordStandInOptions options)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private long windowAt = real.GetTimestamp();
    private int left = options.SessionStarts;
    private long? lastAt;

    public int Left
    {
        get
        {
            lock (gate)
            {
                Renew();

                return left;
            }
        }
    }

    public TimeSpan ResetAfter
    {
        get
        {
            lock (gate)
            {
                Renew();

                return options.SessionStartReset - real.GetElapsedTime(windowAt);
            }
        }
    }

    /// <returns>Whether one was left.</returns>
    public bool Take()
    {
        lock (gate)
        {
            Renew();

            return left-- > 0;
        }
    }

    /// <summary>Counts one against the pace.</summary>
    public bool IsPaced()
    {
        lock (gate)
        {
            if (lastAt is { } last && real.GetElapsedTime(last) < Pace)
            {
                return false;
            }

            lastAt = real.GetTimestamp();

            return true;
        }
    }

    private void Renew()
    {
        if (real.GetElapsedTime(windowAt) >= options.SessionStartReset)
        {
            windowAt = real.GetTimestamp();
            left = options.SessionStartTotal;
        }
    }
}
