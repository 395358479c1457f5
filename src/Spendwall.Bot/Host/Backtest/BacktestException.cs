namespace Spendwall.Bot.Host.Backtest;

/// <summary>The input of a backtest cannot be used; the message says where and why.</summary>
internal sealed class BacktestException(string message) : Exception(message)
{
    public const string TooDear = "an amount, or a sum of them, is beyond 9.2 billion USD";
}
