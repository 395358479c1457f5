using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Host.Polling;

/// <summary>
/// One account, one round: reads what is due and stores it chunk by chunk, each chunk together with how far it has come,
/// so that a kill at any point costs at most the chunk under way. Backfill is nothing but the first such round.
/// </summary>
internal sealed partial class AccountPoller(
    AccountOptions account, IAccountReader reader, ISpendLedger ledger, IBackfillProgress progress, TimeProvider clock, ILogger<AccountPoller> logger)
{
    /// <summary>More chunks than this are history rather than a late poll.</summary>
    private const int BackfillChunks = 2;

    /// <summary>Datasets that ask per model ask for at most so many.</summary>
    private const int MostModels = 50;

    /// <summary>Topics known to hold no blind spot, so that a healthy poll writes nothing about them.</summary>
    private readonly HashSet<string> clear = [];

    public AccountOptions Account => account;

    /// <summary>Never throws for what a provider does: the outcome is in the run, which is recorded.</summary>
    public async Task<PollRun> PollAsync(CancellationToken cancellationToken)
    {
        var startedAt = clock.GetUtcNow();
        int rows = 0;
        ProviderException? failure = null;
        try
        {
            var datasets = await reader.DatasetsAsync(cancellationToken);
            var marks = await ledger.MarksAsync(account.Name, cancellationToken);
            foreach (var dataset in datasets.OrderByDescending(dataset => dataset.Essential))
            {
                var mark = marks.GetValueOrDefault(dataset.Name);
                if (!ReadPlan.IsDue(dataset, mark, clock.GetUtcNow(), account.PollEvery / 2))
                {
                    continue;
                }

                try
                {
                    rows += await ReadAsync(dataset, mark, cancellationToken);
                    await SayAsync(dataset.Name, "", cancellationToken);
                }
                catch (ProviderException exception) when (dataset.Essential || exception.Failure == ProviderFailure.Credentials)
                {
                    failure ??= exception;
                    LogFailed(account.Name, dataset.Name, exception.Failure, exception.Message);
                    if (exception.Failure == ProviderFailure.Credentials)
                    {
                        // A key that is refused here is refused everywhere; asking on could get it blocked.
                        break;
                    }
                }
                catch (ProviderException exception)
                {
                    LogBlind(account.Name, dataset.Name, exception.Failure, exception.Message);
                    await SayAsync(dataset.Name, $"{dataset.Name} could not be read ({exception.Message}); {exception.Remedy}", cancellationToken);
                }
            }
        }
        catch (ProviderException exception)
        {
            failure = exception;
            LogFailed(account.Name, "key", exception.Failure, exception.Message);
        }

        var run = new PollRun(account.Name, startedAt, clock.GetUtcNow(), failure?.Failure, failure?.Message, failure?.Remedy, rows);
        await ledger.RecordPollAsync(run, cancellationToken);

        return run;
    }

    private async Task<int> ReadAsync(Dataset dataset, DatasetMark? mark, CancellationToken cancellationToken)
    {
        var models = dataset.Reach == TimeSpan.Zero
            ? (await ledger.ValuesAsync(account.Name, UsageView.KeyModel, SpendDimension.Model, cancellationToken)).Take(MostModels).ToList()
            : [];
        if (dataset.Reach == TimeSpan.Zero)
        {
            return await StoreAsync(new DatasetRead(dataset.Name, null, models), cancellationToken);
        }

        var ranges = ReadPlan.Ranges(dataset, mark, TimeSpan.FromDays(account.BackfillDays), clock.GetUtcNow());
        int rows = 0;
        for (int i = 0; i < ranges.Count; i++)
        {
            rows += await StoreAsync(new DatasetRead(dataset.Name, ranges[i], models), cancellationToken);
            if (ranges.Count > BackfillChunks)
            {
                progress.Report(account.Name, dataset.Name, i + 1, ranges.Count);
            }
        }

        return rows;
    }

    /// <summary>The mark goes into the transaction of the chunk's last fact.</summary>
    private async Task<int> StoreAsync(DatasetRead read, CancellationToken cancellationToken)
    {
        int rows = 0;
        ProviderFact? last = null;
        await foreach (var fact in reader.ReadAsync(read, cancellationToken))
        {
            if (last is not null)
            {
                rows += (await ledger.StoreAsync(last, null, cancellationToken)).Rows;
            }

            last = fact;
        }

        if (last is not null)
        {
            var covers = last is ProviderFact.Usage usage ? usage.CoversUntil : read.Range is null ? last.ObservedAt : (DateTimeOffset?)null;
            var mark = new DatasetMark(account.Name, read.Dataset, clock.GetUtcNow(), read.Range?.End, covers);
            rows += (await ledger.StoreAsync(last, mark, cancellationToken)).Rows;
        }

        return rows;
    }

    /// <summary>A blind spot of the dataset, or its end when the text is empty.</summary>
    private async Task SayAsync(string topic, string text, CancellationToken cancellationToken)
    {
        bool changed = text.Length == 0 ? clear.Add(topic) : clear.Remove(topic);
        if (changed || text.Length > 0)
        {
            await ledger.StoreAsync(new ProviderFact.BlindSpot(account.Name, clock.GetUtcNow(), $"dataset:{topic}", text), null, cancellationToken);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Account}: {Dataset} could not be read ({Failure}): {Reason}")]
    private partial void LogFailed(string account, string dataset, ProviderFailure failure, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Account}: {Dataset} is a blind spot for now ({Failure}): {Reason}")]
    private partial void LogBlind(string account, string dataset, ProviderFailure failure, string reason);
}
