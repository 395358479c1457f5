namespace Spendwall.Bot.Ledger.Storage;

/// <summary>The storage cannot be used; the message is one sentence for people, with its fix. Nothing was overwritten.</summary>
public sealed class StorageException(StorageFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public StorageFault Fault { get; } = fault;
}

public enum StorageFault
{
    /// <summary>Another process holds the write lock, longer than the busy timeout.</summary>
    Locked,

    /// <summary>Another run of the bot holds the instance lock.</summary>
    InUse,

    ReadOnly,

    Full,

    Corrupt,

    NotADatabase,

    /// <summary>Written by a later release.</summary>
    NewerSchema,

    /// <summary>A replica found the schema of an earlier release, which only the verb <c>migrate</c> may change.</summary>
    OlderSchema,

    /// <summary>The path cannot be opened: no such folder, no permission, not a file.</summary>
    Unreachable,

    /// <summary>The file to be written is there already.</summary>
    Exists,

    /// <summary>A file that was named on the command line cannot be used; the storage itself is well.</summary>
    Input,
}
