using Microsoft.Data.Sqlite;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Tests.Ledger;

public sealed class AppendOnlyAuditTests
{
    [Theory]
    [InlineData("UPDATE audit SET actor = 'nobody'")]
    [InlineData("DELETE FROM audit")]
    [InlineData("REPLACE INTO audit (id, at, actor, channel, action, subject) VALUES (1, 1, 'nobody', '', 'owner.set', 'x')")]
    public async Task Audit_ChangedByWhomever_IsRefusedByTheDatabase(string sql)
    {
        using var file = new TestFile();
        await new LedgerStorage(file.ConnectionString).OpenAsync(default);
        await RunAsync(file, "INSERT INTO audit (at, actor, channel, action, subject) VALUES (1, 'slack:U1', 'slack:C1', 'owner.set', 'account:a')");

        var refusal = await Assert.ThrowsAsync<SqliteException>(() => RunAsync(file, sql));

        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("slack:U1", await ScalarAsync(file, "SELECT group_concat(actor) FROM audit"));
    }

    private static async Task RunAsync(TestFile file, string sql) => await ScalarAsync(file, sql);

    private static async Task<object?> ScalarAsync(TestFile file, string sql)
    {
        await using var connection = new SqliteConnection(file.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;

        return await command.ExecuteScalarAsync();
    }
}
