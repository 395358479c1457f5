using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Spendwall.Bot.Ledger.Sqlite;

/// <summary>How every connection to the file is made, whoever makes it.</summary>
internal static class SqliteOptions
{
    /// <summary>How long a statement waits for another process's write, unless the connection string says otherwise.</summary>
    private const int BusySeconds = 10;

    /// <summary>The user's connection string, with foreign keys on (the system's library has them off) and a busy timeout.</summary>
    public static SqliteConnectionStringBuilder Complete(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString) { ForeignKeys = true };
        if (!builder.ShouldSerialize("Default Timeout"))
        {
            builder.DefaultTimeout = BusySeconds;
        }

        return builder;
    }

    public static DbContextOptionsBuilder UseLedger(this DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlite(Complete(connectionString).ToString())
        .ReplaceService<IMigrationsSqlGenerator, ClusteredTables>()
        .AddInterceptors(Pragmas.Instance);

    /// <summary>What SQLite forgets when a connection closes. The journal mode is remembered by the file.</summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        public static readonly Pragmas Instance = new();

        // With a write-ahead log NORMAL loses nothing when the process dies, and at most the last commits when the power does.
        private const string Sql = "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Sql;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
