using System.Collections.Concurrent;

namespace Spendwall.Bot.Chat.Slack.Api;

/// <summary>One thing that Slack counts: keeps its pace by business time and its Retry-After by transport time.</summary>
internal sealed class SlackGate(SlackPace? pace, TimeProvider clock, TimeProvider transport)
{
    private readonly Lock gate = new();

    /// <summary>When the calls so far are paid for, in business time since the clock's zero.</summary>
    private TimeSpan paidAt;

    /// <summary>Until when Slack wants no call, in transport time since the clock's zero.</summary>
    private TimeSpan closedUntil;

    /// <summary>Waits for a turn.</summary>
    /// <returns>Null after the turn came; else how long it would have been, which was more than the patience.</returns>
    public async Task<TimeSpan?> EnterAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        while (true)
        {
            while (ClosedFor() is { } closed && closed > TimeSpan.Zero)
            {
                if (closed > patience)
                {
                    return closed;
                }

                await Task.Delay(closed, transport, cancellationToken);
            }

            var (wait, granted) = Reserve(patience);
            if (!granted)
            {
                return wait;
            }

            if (wait <= TimeSpan.Zero)
            {
                return null;
            }

            await Task.Delay(wait, clock, cancellationToken);
            if (ClosedFor() <= TimeSpan.Zero)
            {
                return null;
            }
        }
    }

    /// <summary>Slack said when to come back; whoever waits here does not come back all at once.</summary>
    public void Close(TimeSpan wait)
    {
        lock (gate)
        {
            var until = transport.GetElapsedTime(0) + wait;
            closedUntil = until > closedUntil ? until : closedUntil;
            if (pace is not null)
            {
                var spent = clock.GetElapsedTime(0) + (pace.Every * pace.Burst);
                paidAt = spent > paidAt ? spent : paidAt;
            }
        }
    }

    private TimeSpan ClosedFor()
    {
        lock (gate)
        {
            return closedUntil - transport.GetElapsedTime(0);
        }
    }

    private (TimeSpan Wait, bool Granted) Reserve(TimeSpan patience)
    {
        if (pace is null)
        {
            return (TimeSpan.Zero, true);
        }

        lock (gate)
        {
            var now = clock.GetElapsedTime(0);
            var from = paidAt > now ? paidAt : now;
            var wait = from - (pace.Every * (pace.Burst - 1)) - now;
            if (wait > patience)
            {
                return (wait, false);
            }

            paidAt = from + pace.Every;

            return (wait, true);
        }
    }
}

/// <summary>The gates of one token.</summary>
internal sealed class SlackGates(TimeProvider clock, TimeProvider transport)
{
    private readonly ConcurrentDictionary<(string Method, string Channel), SlackGate> gates = new();

    /// <summary>The gates of a call, the one that Slack's 429 closes first.</summary>
    public SlackGate[] Of(SlackMethod method, string? channel) => method.ChannelPace is { } pace && channel is not null
        ? [Get(method.Name, channel, pace), Get(method.Name, "", method.Pace)]
        : [Get(method.Name, "", method.Pace)];

    private SlackGate Get(string method, string channel, SlackPace? pace) =>
        gates.GetOrAdd((method, channel), static (_, state) => new SlackGate(state.pace, state.clock, state.transport), (pace, clock, transport));
}
