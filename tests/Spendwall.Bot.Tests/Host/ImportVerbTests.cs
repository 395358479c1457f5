using System.Text.Json;

namespace Spendwall.Bot.Tests.Host;

/// <summary>What scripts rely on of <c>import</c>.</summary>
public sealed class ImportVerbTests
{
    private const string Good = """{"id":"gen-1","time":"2026-05-10T06:00:00Z","account":"openrouter-main","cost":0.5}""";

    [Fact]
    public async Task Import_GoodFile_EndsWithNoughtAndSaysWhatIsNew()
    {
        await using var world = await HostWorld.StartAsync();
        string file = Write(world, "log.jsonl", Good.Replace("2026-05-10", Day(), StringComparison.Ordinal) + "\n");

        var ran = await world.RunAsync("import", file);
        var again = await world.RunAsync("import", file, "--from-start", "--json");

        Assert.Equal((0, "1 new, 0 changed, 0 known already."), (ran.Code, ran.Output.Trim()));
        Assert.Contains("Import: 100", ran.Error, StringComparison.Ordinal);
        var answer = JsonDocument.Parse(again.Output).RootElement;
        Assert.Equal((0, 1, true), (again.Code, answer.GetProperty("known").GetInt32(), answer.GetProperty("ok").GetBoolean()));
    }

    [Fact]
    public async Task Import_BadLine_EndsWithOneAndNamesIt()
    {
        await using var world = await HostWorld.StartAsync();

        var ran = await world.RunAsync("import", Write(world, "log.jsonl", Good.Replace("2026-05-10", Day(), StringComparison.Ordinal) + "\nnonsense\n"));

        Assert.Equal(1, ran.Code);
        Assert.Contains("1 new", ran.Output, StringComparison.Ordinal);
        Assert.Contains("Line 2 was refused: is no JSON object.", ran.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(world.Folder, "spendwall.refused.jsonl")));
    }

    [Theory]
    [InlineData(2, "--format", "import log.txt")]
    [InlineData(2, "Did you mean cost", "import log.jsonl --map usd=csot")]
    [InlineData(2, "column=field", "import log.jsonl --map usd")]
    [InlineData(1, "no account 'nobody'", "import log.jsonl --account nobody")]
    [InlineData(1, "not there", "import log.jsonl")]
    public async Task Import_WrongWords_EndAsEveryVerbDoes(int code, string part, string line)
    {
        await using var world = await HostWorld.StartAsync();

        var ran = await world.RunAsync(line.Split(' '));
        var json = await world.RunAsync([.. line.Split(' '), "--json"]);

        Assert.Equal((code, ""), (ran.Code, ran.Output));
        Assert.Contains(part, ran.Error, StringComparison.Ordinal);
        Assert.Contains(part, JsonDocument.Parse(json.Error).RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static string Day() => HostWorld.Now.AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string Write(HostWorld world, string name, string text)
    {
        string path = Path.Combine(world.Folder, name);
        File.WriteAllText(path, text);

        return path;
    }
}
