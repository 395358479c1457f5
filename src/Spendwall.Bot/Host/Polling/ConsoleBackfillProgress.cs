using System.Globalization;

namespace Spendwall.Bot.Host.Polling;

/// <summary>A bar that redraws itself on a terminal; a log line every tenth otherwise.</summary>
internal sealed partial class ConsoleBackfillProgress(TextWriter output, bool isTerminal, ILogger<ConsoleBackfillProgress> logger) : IBackfillProgress
{
    private const int Width = 24;

    private readonly Lock gate = new();

    public void Report(string account, string dataset, int done, int total)
    {
        if (!isTerminal)
        {
            if (done == total || done * 10 / total != (done - 1) * 10 / total)
            {
                LogProgress(account, dataset, done, total);
            }

            return;
        }

        int filled = done * Width / total;
        string bar = string.Create(CultureInfo.InvariantCulture, $"\rBackfill {account} {dataset} [{new string('█', filled)}{new string('░', Width - filled)}] {done}/{total}\u001b[K");
        lock (gate)
        {
            output.Write(bar);
            if (done == total)
            {
                output.WriteLine();
            }

            output.Flush();
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Backfill of {Account} {Dataset}: {Done} of {Total} parts")]
    private partial void LogProgress(string account, string dataset, int done, int total);
}
