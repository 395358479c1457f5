using Spendwall.Bot.Money;

namespace Spendwall.Bot.Providers;

/// <summary>Reads one account. Stateless between reads but for its limiter, its circuit and the kind of its key.</summary>
public interface IAccountReader
{
    string Account { get; }

    /// <summary>What this key can read and how often it is worth reading. Asks the provider for the key's kind once.</summary>
    /// <exception cref="ProviderException">The key's kind could not be found out.</exception>
    Task<IReadOnlyList<Dataset>> DatasetsAsync(CancellationToken cancellationToken);

    /// <summary>Reads one dataset; facts come as they arrive, pages joined so that each fact is complete.</summary>
    /// <exception cref="ProviderException">Nothing, or only part, could be read; facts already given out are good.</exception>
    IAsyncEnumerable<ProviderFact> ReadAsync(DatasetRead read, CancellationToken cancellationToken);
}

/// <summary>Something to read, with its cadence and reach.</summary>
/// <param name="Name">Stored with the last-done time: never rename.</param>
/// <param name="Every">Not worth reading more often than this; the account's <c>PollEvery</c> when zero.</param>
/// <param name="Reach">How far back it goes; zero for a reading of now, which has no range.</param>
/// <param name="Chunk">The widest range of one <see cref="DatasetRead"/>; backfill goes chunk by chunk.</param>
/// <param name="Reread">How far behind its end a poll starts again, because the provider revises late.</param>
/// <param name="Align">Ranges start on a multiple of this (an hour, a day).</param>
/// <param name="Essential">Its failure is a failed poll; the failure of another is a blind spot.</param>
public sealed record Dataset(string Name, TimeSpan Every, TimeSpan Reach, TimeSpan Chunk, TimeSpan Reread, TimeSpan Align, bool Essential)
{
    /// <summary>A reading of now.</summary>
    public static Dataset Snapshot(string name, TimeSpan every, bool essential = false) =>
        new(name, every, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, essential);
}

/// <param name="Range">Null for a snapshot. Its end may be now: the reader freezes it over all pages.</param>
/// <param name="Models">The models in use, for datasets that ask per model.</param>
public sealed record DatasetRead(string Dataset, UtcRange? Range, IReadOnlyList<string> Models);
