using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Spendwall.Bot.Ledger.Postgres;

/// <summary>How every connection to a PostgreSQL is made, whoever makes it.</summary>
internal static class PostgresOptions
{
    /// <summary>Writes go one after the other and reads are short: more would only take the server's places from other replicas.</summary>
    private const int MostConnections = 20;

    /// <summary>The user's connection string; what it does not say is said here.</summary>
    public static NpgsqlConnectionStringBuilder Complete(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.ApplicationName ??= "Spendwall.Bot";
        if (!builder.ShouldSerialize("Maximum Pool Size"))
        {
            builder.MaxPoolSize = MostConnections;
        }

        // A server that is gone without a word is noticed in seconds, not when the operating system gives up.
        if (!builder.ShouldSerialize("Keepalive"))
        {
            builder.KeepAlive = 10;
        }

        return builder;
    }

    public static DbContextOptionsBuilder UsePostgresLedger(this DbContextOptionsBuilder options, string connectionString) => options
        .UseNpgsql(Complete(connectionString).ToString())
        .ReplaceService<IMigrationsSqlGenerator, PostgresTables>()
        .AddInterceptors(StorableText.Instance);
}
