namespace Spendwall.Bot.Host.Backtest;

/// <summary>The input of a backtest cannot be used; the message says where and why.</summary>
internal sealed class BacktestException(string message) : Exception(message);
