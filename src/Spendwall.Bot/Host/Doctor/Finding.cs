namespace Spendwall.Bot.Host.Doctor;

/// <summary>One thing that was checked.</summary>
/// <param name="Fix">What to do, in one line; null when all is well.</param>
internal sealed record Finding(Verdict Verdict, string Subject, string Message, string? Fix = null)
{
    /// <summary>It could not be asked: another time it may be well.</summary>
    public bool IsPassing { get; init; }

    public override string ToString() => $"{Mark} {Subject}: {Message}{(Fix is null ? "" : $" → {Fix}")}";

    private string Mark => Verdict switch
    {
        Verdict.Well => "ok  ",
        Verdict.Notice => "note",
        _ => "FAIL",
    };
}

internal enum Verdict
{
    Well,

    /// <summary>Works, but not as one may expect.</summary>
    Notice,

    Fault,
}
