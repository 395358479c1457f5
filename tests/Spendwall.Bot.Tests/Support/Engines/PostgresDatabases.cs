using Npgsql;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Tests.Support.Engines;

/// <summary>A database for each test, copied from one that has the model's schema.</summary>
internal static class PostgresDatabases
{
    private const string Template = "spendwall_model";

    private static readonly Lazy<Task> Model = new(CreateModelAsync);
    private static readonly SemaphoreSlim Copying = new(1, 1);

    /// <summary>With the model's schema.</summary>
    /// <returns>The connection string.</returns>
    public static async Task<string> CreateAsync()
    {
        await Model.Value;

        return await CreateAsync($"TEMPLATE {Template}");
    }

    /// <summary>Without a table.</summary>
    public static Task<string> CreateEmptyAsync() => CreateAsync("TEMPLATE template0");

    public static async Task DropAsync(string connectionString)
    {
        string name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        using (var pooled = new NpgsqlConnection(connectionString))
        {
            NpgsqlConnection.ClearPool(pooled);
        }

        await PostgresServer.Instance.ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    private static async Task<string> CreateAsync(string how)
    {
        string name = $"spendwall_{Guid.NewGuid():N}";

        // A template can be copied by one at a time.
        await Copying.WaitAsync();
        try
        {
            await PostgresServer.Instance.ExecuteAsync($"CREATE DATABASE {name} {how} STRATEGY FILE_COPY");
        }
        finally
        {
            Copying.Release();
        }

        return PostgresServer.Instance.To(name);
    }

    private static async Task CreateModelAsync()
    {
        await PostgresServer.Instance.ExecuteAsync($"DROP DATABASE IF EXISTS {Template} WITH (FORCE)");
        await PostgresServer.Instance.ExecuteAsync($"CREATE DATABASE {Template} TEMPLATE template0");
        string connection = PostgresServer.Instance.To(Template) + ";Pooling=false";
        await using var db = new LedgerContext(StorageTarget.Postgres(connection).ContextOptions());
        await db.Database.EnsureCreatedAsync();
    }
}
