using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Ledger.Requests;

/// <summary>How a request ended, as one number in the roll-up: 0 not told, 1 well, 100 and more the cause of a failure.</summary>
public readonly record struct RequestOutcome(int Code)
{
    private const int FirstCause = 100;

    public static readonly RequestOutcome NotTold = new(0);

    public static readonly RequestOutcome Ok = new(1);

    public bool Failed => Code >= FirstCause;

    /// <summary>Null unless it failed.</summary>
    public ErrorCause? Cause => Failed ? (ErrorCause)(Code - FirstCause) : null;

    public static RequestOutcome OfCause(ErrorCause cause) => new(FirstCause + (int)cause);

    public static RequestOutcome Of(RequestRecord record) => record switch
    {
        { Cause: { } cause } => OfCause(cause),
        { Status: >= 400 } => OfCause(ErrorCause.Unknown),
        { Status: not null } => Ok,
        _ => NotTold,
    };
}
