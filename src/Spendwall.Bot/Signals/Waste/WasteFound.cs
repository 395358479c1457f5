using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Waste;

/// <summary>A request as far as waste is judged by it; nothing of its content.</summary>
/// <param name="Print">Equal for requests that ask for the same, as far as sizes or the caller's own hash tell; null: not told.</param>
/// <param name="Attempt">From 1: the caller's count under one id.</param>
public sealed record WasteRequest(string Id, int Attempt, DateTimeOffset At, WasteSource Source, long? Print)
{
    public Usd? Cost { get; init; }

    public long? OutputTokens { get; init; }

    public bool Failed { get; init; }
}

/// <summary>Who can do something about it.</summary>
public sealed record WasteSource(string Workflow, string Caller, string Model);

/// <param name="Requests">Those that need not have been, without the first.</param>
/// <param name="Cost">What they cost, as far as it is told.</param>
public sealed record WasteFound(WasteKind Kind, WasteSource Source, long Requests, Usd Cost, DateTimeOffset First, DateTimeOffset Last)
{
    public WasteFound With(WasteRequest request) => this with
    {
        Requests = Requests + 1,
        Cost = Cost + (request.Cost ?? Usd.Zero),
        First = request.At < First ? request.At : First,
        Last = request.At > Last ? request.At : Last,
    };
}

public enum WasteKind
{
    /// <summary>The same again and again, each soon after the one before.</summary>
    Loop,

    /// <summary>Much of what a workflow asked for was asked for again: the job ran twice.</summary>
    DuplicateJob,

    /// <summary>The same asked for again within a day, with an answer of the same length.</summary>
    Repeat,

    /// <summary>An attempt that was charged and then tried again.</summary>
    PaidRetry,

    /// <summary>It failed, and was charged.</summary>
    FailedButCharged,
}
