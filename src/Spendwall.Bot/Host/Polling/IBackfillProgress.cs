namespace Spendwall.Bot.Host.Polling;

/// <summary>Tells people how a first read is coming along.</summary>
internal interface IBackfillProgress
{
    /// <param name="done">Chunks stored so far, of <paramref name="total"/>.</param>
    void Report(string account, string dataset, int done, int total);
}
