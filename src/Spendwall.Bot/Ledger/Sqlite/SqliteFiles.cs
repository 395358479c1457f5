using System.Data.Common;
using Microsoft.Data.Sqlite;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Ledger.Sqlite;

/// <summary>What is done to a database as a file. A database is up to three: itself, its log and the log's index.</summary>
internal static class SqliteFiles
{
    private static readonly string[] Parts = ["", "-wal", "-shm"];

    public static SqliteConnectionStringBuilder ConnectionTo(string path) => SqliteOptions.Complete($"Data Source={path};Pooling=False");

    /// <summary>An empty file that only its owner can read, since keys' names and spend are in it.</summary>
    public static void CreatePrivate(string path)
    {
        if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
        {
            throw new StorageException(
                StorageFault.Unreachable, $"The folder {folder} does not exist; create it, or name another path.");
        }

        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
    }

    /// <summary>
    /// Looks before SQLite does, which would take some foreign files for empty databases and write into them. Not for a
    /// file that this process has a connection to: closing any handle gives up SQLite's locks on it.
    /// </summary>
    public static void RequireHeader(string path, FileAccess access = FileAccess.Read)
    {
        RequireFile(path);
        using var file = new FileStream(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[16];
        if (file.Length > 0 && (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.SequenceEqual("SQLite format 3\0"u8)))
        {
            throw new StorageException(StorageFault.NotADatabase, $"{path} is not a SQLite database; nothing was written to it.");
        }
    }

    public static void RequireFile(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw new StorageException(StorageFault.Unreachable, $"{path} is not there.");
        }
    }

    /// <summary>Turns the write-ahead log on, so that reading and writing do not wait for each other.</summary>
    public static async Task UseLogAsync(LedgerContext db, CancellationToken cancellationToken)
    {
        await using var command = await db.CommandAsync("PRAGMA journal_mode = WAL", cancellationToken);
        await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Runs a checking pragma.</summary>
    /// <returns>What it found; empty when it said <c>ok</c>.</returns>
    public static async Task<IReadOnlyList<string>> FaultsAsync(LedgerContext db, string pragma, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        await using var command = await db.CommandAsync(pragma, cancellationToken);
        command.CommandTimeout = 0;
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetString(0) is var line && line != "ok")
            {
                faults.Add(line);
            }
        }

        return faults;
    }

    /// <summary>Whether anybody has made a table in it.</summary>
    public static async Task<bool> HasTablesAsync(LedgerContext db, CancellationToken cancellationToken)
    {
        await using var command = await db.CommandAsync("SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*')", cancellationToken);

        return await command.ExecuteScalarAsync(cancellationToken) is 1L;
    }

    /// <summary>Copies all pages as of one instant, while others write; the copy is one plain file.</summary>
    public static async Task CopyAsync(SqliteConnectionStringBuilder from, SqliteConnectionStringBuilder to, CancellationToken cancellationToken)
    {
        await using var source = new SqliteConnection(new SqliteConnectionStringBuilder(from.ToString()) { Pooling = false }.ToString());
        await using var target = new SqliteConnection(to.ToString());
        await source.OpenAsync(cancellationToken);
        await target.OpenAsync(cancellationToken);
        source.BackupDatabase(target);
        await using var command = target.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = DELETE";
        await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Folds the log into the file, which nobody else may have open.</summary>
    /// <exception cref="StorageException">Somebody has.</exception>
    public static async Task RequireUnusedAsync(SqliteConnectionStringBuilder connection, string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var alone = new SqliteConnection(new SqliteConnectionStringBuilder(connection.ToString()) { Pooling = false, DefaultTimeout = 2 }.ToString());
            await alone.OpenAsync(cancellationToken);
            await using var command = alone.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = DELETE";
            await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is 5 or 6)
        {
            throw new StorageException(StorageFault.Locked, $"Another program has {path} open; let it finish, then restore again.", exception);
        }
        catch (SqliteException)
        {
            // Too damaged to be read, which is a reason to restore and no obstacle to it.
        }
    }

    public static void Move(string from, string to)
    {
        foreach (string part in Parts)
        {
            if (File.Exists(from + part))
            {
                File.Move(from + part, to + part, overwrite: false);
            }
        }
    }

    public static void Delete(string path)
    {
        foreach (string part in Parts)
        {
            File.Delete(path + part);
        }
    }
}
