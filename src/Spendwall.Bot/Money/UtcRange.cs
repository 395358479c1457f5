namespace Spendwall.Bot.Money;

/// <summary>A half-open span of time in UTC: <see cref="Start"/> belongs to it, <see cref="End"/> does not.</summary>
public readonly record struct UtcRange
{
    /// <exception cref="ArgumentException">The end is before the start.</exception>
    public UtcRange(DateTimeOffset start, DateTimeOffset end)
    {
        if (end < start)
        {
            throw new ArgumentException($"A range cannot end ({end:O}) before it starts ({start:O}).", nameof(end));
        }

        Start = start.ToUniversalTime();
        End = end.ToUniversalTime();
    }

    public DateTimeOffset Start { get; }

    public DateTimeOffset End { get; }

    public TimeSpan Length => End - Start;

    public bool Contains(DateTimeOffset instant) => instant >= Start && instant < End;

    public override string ToString() => $"{Start:yyyy-MM-ddTHH:mm:ssZ}..{End:yyyy-MM-ddTHH:mm:ssZ}";
}
