using Microsoft.Data.Sqlite;

namespace Spendwall.Bot.Tests.Host;

/// <summary>A file that a person names wrongly is a refused input (1); a database that is somebody else's is left as it is (3).</summary>
public sealed class RefusedFileTests
{
    [Theory]
    [InlineData("restore missing.db", "is not there")]
    [InlineData("restore notes.txt", "not a SQLite database")]
    [InlineData("restore foreign.db", "not one of Spendwall.Bot")]
    [InlineData("backup nowhere/copy.db", "does not exist")]
    public async Task Verb_GivenAFileOfNoUse_EndsWithOneAndChangesNothing(string line, string reason)
    {
        await using var world = await HostWorld.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "notes.txt"), "Dear diary, today I spent too much.");
        MakeForeign(Path.Combine(world.Folder, "foreign.db"));

        var ran = await world.RunAsync(line.Split(' '));

        Assert.Equal(1, ran.Code);
        Assert.Empty(ran.Output);
        Assert.Contains(reason, ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(".partial", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storage_ThatIsSomebodyElsesDatabase_IsNotWrittenTo()
    {
        await using var world = await HostWorld.StartAsync();
        MakeForeign(world.Database);
        byte[] before = await File.ReadAllBytesAsync(world.Database);

        var ran = await world.RunAsync("ask", "/status");

        Assert.Equal(3, ran.Code);
        Assert.Empty(ran.Output);
        Assert.Contains("not one of Spendwall.Bot", ran.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(world.Database));
    }

    private static void MakeForeign(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE customers (name TEXT)";
        command.ExecuteNonQuery();
    }
}
