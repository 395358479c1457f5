using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.OpenRouter;

namespace Spendwall.Bot.Attribution.Reconciliation;

/// <summary>
/// Fetches OpenRouter's own records of the requests that were told here: all ids of a span by analytics, and singly by
/// <c>/generation</c> what that does not show. A record is visible only some time after its request, so it is asked for again after ever longer waits.
/// </summary>
public sealed partial class ProviderRecordSampler(AccountReaderFactory readers, ProviderRecordStore store, RequestStore requests, TimeProvider clock, ILogger<ProviderRecordSampler> logger)
{
    /// <summary>Parts of three hours in one round: a month takes some hours, and other questions keep their turn.</summary>
    private const int MostParts = 32;

    /// <summary>Single questions in one round.</summary>
    private const int MostSingles = 30;

    private static readonly TimeSpan Part = TimeSpan.FromHours(3);

    /// <summary>Of the dimension generation_id, as OpenRouter documents it (31 days), less a margin.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(30);

    /// <summary>A request that began and may still be under way, or not written down yet.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(5);

    /// <summary>Read once more behind the end of the last round, for records that came late.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan[] Waits = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(12)];

    /// <summary>One round. An account without records of its own asks nothing.</summary>
    /// <exception cref="ProviderException">The provider could not be asked; what was read before is kept.</exception>
    public async Task SampleAsync(AccountOptions account, CancellationToken cancellationToken)
    {
        if (account.Provider != ProviderKind.OpenRouter || readers.Create(account) is not IGenerationSource source || await requests.CoverAsync(account.Name, cancellationToken) is not { } cover)
        {
            return;
        }

        var now = clock.GetUtcNow();
        await ListAsync(account, source, cover, now, cancellationToken);
        await SinglesAsync(account, source, cover, now, cancellationToken);
    }

    private async Task ListAsync(AccountOptions account, IGenerationSource source, UtcRange cover, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var done = await store.CoversUntilAsync(account.Name, cancellationToken);
        var from = done is { } until ? until - Again : cover.Start;
        from = Minute(from < now - Reach ? now - Reach : from);
        var end = Minute(now - Lag);
        try
        {
            for (int part = 0; part < MostParts && from < end; part++)
            {
                var span = new UtcRange(from, from + Part < end ? from + Part : end);
                var list = await source.GenerationsAsync(span, cancellationToken);
                await store.StoreAsync(account.Name, [.. list.Records.Select(record => ToRecord(account.Name, record, now))], done > list.CoversUntil ? done : list.CoversUntil, cancellationToken);

                // An answer from a cache that ends earlier: the rest comes with the next round.
                if (list.CoversUntil < span.End)
                {
                    return;
                }

                from = span.End;
            }
        }
        catch (ProviderException exception) when (exception.Failure is ProviderFailure.Permission or ProviderFailure.Rejected)
        {
            // An inference key has no analytics: what is known is known singly.
            LogNoList(account.Name, exception.Message);
        }
    }

    private async Task SinglesAsync(AccountOptions account, IGenerationSource source, UtcRange cover, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var start = now - TimeSpan.FromDays(2);
        var span = new UtcRange(start < cover.Start ? cover.Start : start, now - TimeSpan.FromSeconds(30));
        var unknown = new List<string>();
        var part = new List<string>();
        await foreach (var record in requests.RecordsAsync(account.Name, span, cancellationToken))
        {
            if (record.Attempt == 1 && record.Id.StartsWith("gen-", StringComparison.Ordinal))
            {
                part.Add(record.Id);
            }

            if (part.Count == 1000)
            {
                await TakeAsync();
            }

            if (unknown.Count >= MostSingles)
            {
                break;
            }
        }

        await TakeAsync();
        foreach (string id in unknown.Take(MostSingles))
        {
            try
            {
                await store.StoreAsync(account.Name, [ToRecord(account.Name, await source.GenerationAsync(id, cancellationToken), now)], null, cancellationToken);
            }
            catch (ProviderException exception) when (exception.Failure == ProviderFailure.NotFound)
            {
                await store.NotThereAsync(account.Name, id, now, Waits, cancellationToken);
            }
        }

        async Task TakeAsync()
        {
            var known = (await store.FindAsync(account.Name, part, cancellationToken)).Select(static record => record.Id);
            unknown.AddRange(await store.DueAsync(account.Name, [.. part.Except(known)], now, cancellationToken));
            part.Clear();
        }
    }

    private static ProviderRecord ToRecord(string account, GenerationRecord record, DateTimeOffset now) => new(account, record.Id, record.CreatedAt ?? now)
    {
        Model = record.Model ?? "",
        Route = record.Provider ?? "",
        Cost = record.Cost,
        UpstreamCost = record.UpstreamCost,
        InputTokens = record.InputTokens,
        CachedTokens = record.CachedTokens,
        OutputTokens = record.OutputTokens,
        ReasoningTokens = record.ReasoningTokens,
        FromCache = record.CachedFrom is not null ? true : null,
        Failed = record.Cancelled == true || (record.Attempts.Count > 0 && record.Attempts[^1].Status is >= 400) ? true : null,
    };

    private static DateTimeOffset Minute(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerMinute));

    [LoggerMessage(1, LogLevel.Information, "OpenRouter lists no requests of {Account} ({Message}); they are asked for singly")]
    private partial void LogNoList(string account, string message);
}
