using Microsoft.Data.Sqlite;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Ledger;

public sealed class SchemaTests
{
    /// <summary>The migrations are written by hand: this is what holds them to the model.</summary>
    [Fact]
    public async Task Migrations_MakeTheSchemaOfTheModel()
    {
        await using var model = await TestDatabase.CreateAsync();
        using var migrated = new TestFile();
        await new LedgerStorage(migrated.ConnectionString).OpenAsync(default);

        var wanted = await DescribeAsync(model.ConnectionString);
        var made = await DescribeAsync(migrated.ConnectionString);

        Assert.True(wanted.Count > 100, "the model's schema was not read");
        Assert.Equal("", string.Join('\n', wanted.Except(made).Select(line => $"in no migration: {line}").Concat(made.Except(wanted).Select(line => $"not in the model: {line}"))));
    }

    [Theory]
    [InlineData("buckets")]
    [InlineData("daily")]
    [InlineData("totals")]
    [InlineData("request_facts")]
    [InlineData("request_costs")]
    public async Task BigTables_AreStoredInsideTheirKey(string table)
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.Contains($"table {table} clustered", await DescribeAsync(database.ConnectionString));
    }

    /// <summary>One line for each table, column, key, index and reference, whatever their order.</summary>
    private static async Task<HashSet<string>> DescribeAsync(string connectionString)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        var lines = new HashSet<string>(StringComparer.Ordinal);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT 'table ' || m.name || CASE WHEN m.sql LIKE '%WITHOUT ROWID%' THEN ' clustered' ELSE '' END || CASE WHEN m.sql LIKE '%AUTOINCREMENT%' THEN ' numbered' ELSE '' END
            FROM sqlite_master m WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\_\_%' ESCAPE '\'
            UNION ALL SELECT 'column ' || m.name || '.' || c.name || ' ' || c.type || CASE c."notnull" WHEN 1 THEN ' required' ELSE '' END || ' key ' || c.pk || ' default ' || coalesce(c.dflt_value, 'none')
            FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\_\_%' ESCAPE '\'
            UNION ALL SELECT 'reference ' || m.name || '.' || f."from" || ' to ' || f."table" || '.' || f."to" || ' on delete ' || f.on_delete
            FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
            UNION ALL SELECT 'index ' || m.sql FROM sqlite_master m WHERE m.type = 'index' AND m.sql IS NOT NULL
            """;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }
}
