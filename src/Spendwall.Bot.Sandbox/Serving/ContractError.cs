namespace Spendwall.Bot.Sandbox.Serving;

/// <summary>Ends a request with an error answer of the provider; never leaves a stand-in.</summary>
internal sealed class ContractError(int status, object body) : Exception
{
    public int Status { get; } = status;

    public object Body { get; } = body;

    public TimeSpan? RetryAfter { get; init; }
}
