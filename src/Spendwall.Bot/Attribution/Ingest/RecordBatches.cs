using Spendwall.Bot.Ledger.Requests;

namespace Spendwall.Bot.Attribution.Ingest;

/// <summary>Stores records some thousand at a time: while one part is written the next is read, and no more than these two are held.</summary>
internal sealed class RecordBatches(RequestStore store)
{
    /// <summary>Measured: more costs memory and holds the storage longer, and is not faster.</summary>
    public const int Size = 5000;

    private List<RequestRecord> filling = [];
    private List<RequestRecord> writing = [];
    private Task<RecordsStored>? write;
    private RecordsStored stored;

    /// <summary>What is stored for good so far.</summary>
    public RecordsStored Stored => stored;

    public bool IsFull => filling.Count >= Size;

    public void Add(RequestRecord record) => filling.Add(record);

    /// <summary>Waits for the part before, and begins to write this one.</summary>
    /// <exception cref="Ledger.Storage.StorageException">The part before could not be written.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await AwaitAsync();
        (filling, writing) = (writing, filling);
        filling.Clear();
        if (writing.Count > 0)
        {
            var part = writing;
            write = Task.Run(() => store.StoreAsync(part, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Waits for the part before.</summary>
    /// <exception cref="Ledger.Storage.StorageException">It could not be written.</exception>
    public Task FinishPartAsync() => AwaitAsync();

    /// <summary>Writes what is left.</summary>
    /// <exception cref="Ledger.Storage.StorageException">It could not be written.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        await AwaitAsync();
    }

    private async Task AwaitAsync()
    {
        if (write is { } running)
        {
            write = null;
            stored += await running;
        }
    }
}
