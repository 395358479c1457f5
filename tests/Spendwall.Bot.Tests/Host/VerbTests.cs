using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Tests.Host;

/// <summary>What scripts rely on: exit codes, which stream says what, and the shape of the JSON.</summary>
public sealed class VerbTests
{
    [Theory]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("pol", "pol")]
    [InlineData("backup", "backup")]
    [InlineData("--settings none.json version poll", "poll")]
    public async Task Usage_Wrong_EndsWithTwoAndAHint(string line, string named)
    {
        await using var world = await HostWorld.StartAsync();

        var ran = await world.RunAsync(line.Split(' '));

        Assert.Equal(2, ran.Code);
        Assert.Empty(ran.Output);
        Assert.Contains(named, ran.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("--help", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ask --json")]
    [InlineData("poll --json --nonsense")]
    public async Task Usage_WrongWithJsonAsked_IsRefusedInJson(string line)
    {
        await using var world = await HostWorld.StartAsync();

        var ran = await world.RunAsync(line.Split(' '));

        Assert.Equal((2, ""), (ran.Code, ran.Output));
        var error = JsonDocument.Parse(ran.Error).RootElement.GetProperty("error");
        Assert.Equal("usage", error.GetProperty("kind").GetString());
        Assert.Contains("--help", error.GetProperty("fix").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("poll")]
    [InlineData("ask /runway")]
    [InlineData("doctor")]
    [InlineData("backup copy.db")]
    [InlineData("restore copy.db")]
    public async Task Settings_Wrong_EndWithTwoAndEveryFaultAtOnce(string line)
    {
        await using var world = await HostWorld.StartAsync();
        world.WriteSettings(settings =>
        {
            settings["Accounts"]![0]!["PollEvery"] = "00:00:00.5";
            settings["Accounts"]![1]!["Ownr"] = "@kim";
            settings["Summary"] = new JsonObject { ["Cron"] = "sometimes" };
        });

        var ran = await world.RunAsync(line.Split(' '));

        Assert.Equal(2, ran.Code);
        Assert.Empty(ran.Output);
        Assert.All(["PollEvery", "Ownr", "Owner", "Summary:Cron"], key => Assert.Contains(key, ran.Error, StringComparison.Ordinal));
        Assert.DoesNotContain(world.OpenRouter.ManagementKey, ran.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(world.Database));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("poll")]
    [InlineData("ask /runway")]
    [InlineData("doctor")]
    [InlineData("backup copy.db")]
    public async Task Storage_ThatIsNoDatabase_EndsWithThreeAndIsLeftAsItIs(string line)
    {
        await using var world = await HostWorld.StartAsync();
        await File.WriteAllTextAsync(world.Database, "These are the notes of last year's offsite.");

        var ran = await world.RunAsync(line.Split(' '));

        Assert.Equal(3, ran.Code);
        Assert.Empty(ran.Output);
        Assert.Contains("is not a SQLite database", ran.Error, StringComparison.Ordinal);
        Assert.Equal("These are the notes of last year's offsite.", await File.ReadAllTextAsync(world.Database));
    }

    [Fact]
    public async Task Export_AfterAPoll_WritesEveryFormatAndOverwritesNothing()
    {
        await using var world = await HostWorld.StartAsync();
        await world.RunAsync("poll");
        var spend = (await world.RunAsync("ask", "/spend month", "--json")).Json.GetProperty("data");

        var csv = await world.RunAsync("export", "--period", "month");
        var json = await world.RunAsync("export", "--format", "json", "--period", "month");
        var file = await world.RunAsync("export", "--format", "focus", "--period", "month", "--account", HostWorld.Router, "--out", "focus.csv");
        var again = await world.RunAsync("export", "--format", "focus", "--out", "focus.csv");

        Assert.Equal((0, 0, 0, 1), (csv.Code, json.Code, file.Code, again.Code));
        Assert.StartsWith("day,account,", csv.Output, StringComparison.Ordinal);
        var rows = json.Json.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(csv.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1, rows.Count);
        Assert.Equal(spend.GetProperty("billed_usd").GetDecimal(), Sum("billed_usd"));
        Assert.Equal(spend.GetProperty("estimated_usd").GetDecimal(), Sum("estimated_usd"));
        Assert.Empty(file.Output);
        Assert.StartsWith("BilledCost,BillingAccountId", await File.ReadAllTextAsync(Path.Combine(world.Folder, "focus.csv")), StringComparison.Ordinal);
        Assert.Contains("exists already", again.Error, StringComparison.Ordinal);

        decimal Sum(string name) => rows.Sum(row => row.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDecimal() : 0);
    }

    [Theory]
    [InlineData("export --format xml", 2)]
    [InlineData("export --period 2031-01", 1)]
    [InlineData("export --account nobody", 1)]
    public async Task Export_Wrong_SaysWhy(string line, int code)
    {
        await using var world = await HostWorld.StartAsync();

        var ran = await world.RunAsync(line.Split(' '));

        Assert.Equal((code, ""), (ran.Code, ran.Output));
        Assert.NotEmpty(ran.Error);
    }

    [Fact]
    public async Task Run_BesideAnotherRun_IsRefusedWithThreeAndTheReason()
    {
        await using var world = await HostWorld.StartAsync();
        using var other = InstanceLock.Acquire(world.Database);

        var ran = await world.RunAsync("run");

        Assert.Equal(3, ran.Code);
        Assert.Contains("Another run", ran.Error, StringComparison.Ordinal);
        Assert.Contains(world.Database, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AtAnAddressOfAnotherMachine_IsASettingsFault()
    {
        await using var world = await HostWorld.StartAsync();
        world.WriteSettings(static settings => settings["Http"]!["Urls"] = "http://192.0.2.1:5080");

        var ran = await world.RunAsync("run");

        Assert.Equal(2, ran.Code);
        Assert.Contains("Spendwall:Http:Urls = \"http://192.0.2.1:5080\"", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryOtherVerb_BesideARun_Works()
    {
        await using var world = await HostWorld.StartAsync();
        using var other = InstanceLock.Acquire(world.Database);

        Assert.Equal(0, (await world.RunAsync("poll")).Code);
        Assert.Equal(0, (await world.RunAsync("ask", "/runway")).Code);
        Assert.Equal(0, (await world.RunAsync("doctor")).Code);
        Assert.Equal(0, (await world.RunAsync("backup", "copy.db")).Code);
        Assert.Equal(0, (await world.RunAsync("version")).Code);
    }

    [Fact]
    public async Task Version_IsOneLine()
    {
        await using var world = await HostWorld.StartAsync();

        var ran = await world.RunAsync("version");

        Assert.Equal(0, ran.Code);
        Assert.Matches(@"^Spendwall\.Bot \d+\.\d+\.\d+\S*\n$", ran.Output);
        Assert.Empty(ran.Error);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("poll")]
    [InlineData("ask")]
    [InlineData("doctor")]
    [InlineData("backup")]
    [InlineData("restore")]
    [InlineData("version")]
    public async Task EveryVerb_HasHelp(string verb)
    {
        await using var world = await HostWorld.StartAsync();

        var ran = await world.RunAsync(verb, "--help");

        Assert.Equal(0, ran.Code);
        Assert.Contains("Usage:", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_WithoutData_AnswersUnknownAndEndsWithZero()
    {
        await using var world = await HostWorld.StartAsync();

        var runway = await world.RunAsync("ask", "/runway", "--json");
        var spend = await world.RunAsync("ask", "/spend openai week", "--json");

        Assert.Equal(0, runway.Code);
        Assert.Equal(0, spend.Code);
        var account = runway.Json.GetProperty("data").GetProperty("accounts")[0];
        Assert.Equal(JsonValueKind.Null, account.GetProperty("balance_usd").ValueKind);
        Assert.Equal(JsonValueKind.Null, account.GetProperty("runway_h").GetProperty("p50").ValueKind);
        Assert.Equal(JsonValueKind.Null, spend.Json.GetProperty("data").GetProperty("total_usd").ValueKind);
    }

    [Fact]
    public async Task Ask_Runway_HasTheFieldsOfTheContract()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 40);
        await world.RunAsync("poll");

        var ran = await world.RunAsync("ask", "/runway", "--json");

        Assert.Equal(0, ran.Code);
        Assert.Single(ran.Output.TrimEnd('\n').Split('\n'));
        var answer = ran.Json;
        Assert.Equal("runway", answer.GetProperty("command").GetString());
        Assert.True(answer.GetProperty("ok").GetBoolean());
        Assert.Equal(JsonValueKind.Array, answer.GetProperty("blind_spots").ValueKind);
        var router = answer.GetProperty("data").GetProperty("accounts")[0];
        Assert.Equal((HostWorld.Router, "openrouter"), (router.GetProperty("account").GetString(), router.GetProperty("provider").GetString()!.ToLowerInvariant()));
        Assert.InRange(router.GetProperty("balance_usd").GetDecimal(), 230, 245);
        Assert.InRange(router.GetProperty("burn_usd_per_h").GetProperty("h24").GetDecimal(), 5.9m, 6.2m);
        Assert.InRange(router.GetProperty("runway_h").GetProperty("p50").GetDouble(), 36, 44);
        Assert.True(router.GetProperty("runway_h").GetProperty("p10").GetDouble() <= router.GetProperty("runway_h").GetProperty("p50").GetDouble());
        Assert.True(router.GetProperty("act_by").GetDateTimeOffset() > HostWorld.Now);
        Assert.Equal("balance", router.GetProperty("binding").GetString());
        Assert.Equal(JsonValueKind.Number, router.GetProperty("headroom_floor_usd").ValueKind);
    }

    [Fact]
    public async Task Ask_OwnerSet_IsThereForTheNextOneWhoAsks()
    {
        await using var world = await HostWorld.StartAsync();

        var set = await world.RunAsync("ask", "/owner set openai-acme @kim");
        var shown = await world.RunAsync("ask", "/owner show openai-acme", "--json");

        Assert.True(set.Code == 0, set.Error);
        Assert.Equal("@kim", shown.Json.GetProperty("data").GetProperty("owner").GetString());
    }

    [Theory]
    [InlineData("openrouter-main", 6.0)]
    [InlineData("openai-acme", 6.0)]
    [InlineData("account:openrouter-main model:qwen-max", 1.0)]
    public async Task Ask_Event_IsMeasuredByTheHoursOfTheLedger(string scope, double usdAnHour)
    {
        await using var world = await HostWorld.StartAsync();
        await world.RunAsync("poll");

        var added = await world.RunAsync("ask", $"/event add release {scope} factor:2 from:24h-ago until:4h");
        var listed = await world.RunAsync("ask", "/event list", "--json");

        Assert.True(added.Code == 0, added.Error);
        var happening = listed.Json.GetProperty("data").GetProperty("events")[0];
        decimal actual = happening.GetProperty("actual_usd").GetDecimal();
        Assert.InRange((double)actual, usdAnHour * 20, usdAnHour * 24.5);
        Assert.InRange(happening.GetProperty("expected_usd").GetDecimal(), actual * 0.97m, actual * 1.03m);
        Assert.Equal(happening.GetProperty("expected_usd").GetDecimal(), happening.GetProperty("allowed_more_usd").GetDecimal(), 2);
    }

    [Theory]
    [InlineData("/rnway", "runway")]
    [InlineData("/budget set openai-acme lots", "amount")]
    [InlineData("/ack INC-99", "INC-99")]
    public async Task Ask_WhatCannotBeDone_IsRefusedOnStandardErrorWithOne(string line, string named)
    {
        await using var world = await HostWorld.StartAsync();

        var ran = await world.RunAsync("ask", line, "--json");

        Assert.Equal(1, ran.Code);
        Assert.Empty(ran.Output);
        var refusal = JsonDocument.Parse(ran.Error).RootElement;
        Assert.False(refusal.GetProperty("ok").GetBoolean());
        var error = refusal.GetProperty("error");
        Assert.All(["kind", "message", "fix"], name => Assert.Equal(JsonValueKind.String, error.GetProperty(name).ValueKind));
        Assert.Contains(named, error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Ask_AsNobody_IsWrongUsageAndNotTheTrustedTerminal()
    {
        await using var world = await HostWorld.StartAsync();

        var ran = await world.RunAsync("ask", "/owner set openai-acme @kim", "--as", "");

        Assert.Equal(2, ran.Code);
        Assert.Contains("--as", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_AnOwnerInAWordOfItsOwn_IsNoResponseFile()
    {
        await using var world = await HostWorld.StartAsync();

        var ran = await world.RunAsync("ask", "/spend", "@dana", "week");

        Assert.True(ran.Code == 0, ran.Error);
        Assert.Contains("owner:@dana", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_StorageThatCannotBeWritten_EndsWithThreeAndSaysWhy()
    {
        await using var world = await HostWorld.StartAsync();
        await world.RunAsync("ask", "/status");
        world.WriteSettings(settings => settings["Storage"] = new JsonObject { ["ConnectionString"] = $"Data Source={world.Database};Default Timeout=1" });
        await using var other = new SqliteConnection($"Data Source={world.Database}");
        await other.OpenAsync();
        await using var writing = other.BeginTransaction(deferred: false);

        var ran = await world.RunAsync("ask", "/owner set openai-acme @kim", "--json");

        Assert.Equal(3, ran.Code);
        Assert.Empty(ran.Output);
        Assert.Equal("storage", JsonDocument.Parse(ran.Error).RootElement.GetProperty("error").GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("settings", 2)]
    [InlineData("storage", 3)]
    public async Task Ask_ForJsonWithoutABotToAnswer_IsRefusedInJsonToo(string kind, int code)
    {
        await using var world = await HostWorld.StartAsync();
        if (kind == "settings")
        {
            world.WriteSettings(settings => settings["Nonsense"] = 1);
        }
        else
        {
            await File.WriteAllTextAsync(world.Database, "These are the notes of last year's offsite.");
        }

        var ran = await world.RunAsync("ask", "/runway", "--json");

        Assert.Equal(code, ran.Code);
        Assert.Empty(ran.Output);
        Assert.Equal(kind, JsonDocument.Parse(ran.Error).RootElement.GetProperty("error").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Ask_AsSomebodyWithoutRights_MayReadAndChangeNothing()
    {
        await using var world = await HostWorld.StartAsync();

        Assert.Equal(0, (await world.RunAsync("ask", "/status", "--as", "slack:U42")).Code);
        var ran = await world.RunAsync("ask", "/owner set openai-acme @kim", "--as", "slack:U42", "--json");

        Assert.Equal(1, ran.Code);
        Assert.Empty(ran.Output);
    }

    [Fact]
    public async Task Doctor_AllWell_EndsWithZeroAndSaysWhatItLookedAt()
    {
        await using var world = await HostWorld.StartAsync();
        await world.RunAsync("poll");

        var ran = await world.RunAsync("doctor", "--json");

        Assert.True(ran.Code == 0, ran.Output + ran.Error);
        var findings = ran.Json.EnumerateArray().ToList();
        Assert.All(["settings", "storage", $"{HostWorld.Router} clock", $"{HostWorld.Meter} costs"], subject =>
            Assert.Equal("well", findings.First(finding => finding.GetProperty("subject").GetString() == subject).GetProperty("verdict").GetString()));

        // The settings' owner is a bare name: known on no platform.
        Assert.Contains(findings, finding => finding.GetProperty("subject").GetString() == "owner @dana" && finding.GetProperty("verdict").GetString() == "notice");
    }

    [Fact]
    public async Task Doctor_WithAWrongKey_EndsWithOneAndTheFix()
    {
        await using var world = await HostWorld.StartAsync();
        world.WriteSettings(HostWorld.Meter, account => account["ApiKey"] = world.OpenAI.ProjectKey);

        var ran = await world.RunAsync("doctor");

        Assert.Equal(1, ran.Code);
        string line = Assert.Single(ran.Output.Split('\n'), text => text.StartsWith("FAIL openai-acme costs", StringComparison.Ordinal));
        Assert.Contains("→", line, StringComparison.Ordinal);
        Assert.Contains("https://platform.openai.com/settings/organization/admin-keys", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_SendTest_PostsOneMarkedAlertToTheTerminal()
    {
        await using var world = await HostWorld.StartAsync();
        await world.RunAsync("poll");

        var ran = await world.RunAsync("doctor", "--send-test");

        Assert.Equal(0, ran.Code);
        Assert.Equal(1, Ran.Count(ran.Error, "TEST: this is what an alert"));
        Assert.Contains("channel terminal: a test alert arrived, mentioning @dana", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_ThenRestore_BringsTheLedgerBackAndKeepsWhatWasThere()
    {
        await using var world = await HostWorld.StartAsync();
        await world.RunAsync("poll");
        string before = (await world.RunAsync("ask", "/spend openrouter week", "--json")).Output;
        string copy = Path.Combine(world.Folder, "copy.db");

        var saved = await world.RunAsync("backup", "copy.db");
        world.LoseDatabase();
        string empty = (await world.RunAsync("ask", "/spend openrouter week", "--json")).Output;
        var restored = await world.RunAsync("restore", "copy.db");

        Assert.True(saved.Code == 0, saved.Error);
        Assert.True(restored.Code == 0, restored.Error);
        Assert.Equal($"Backed up to {copy} and checked.\n", saved.Output);
        Assert.Contains("is kept as", restored.Output, StringComparison.Ordinal);
        Assert.NotEqual(before, empty);
        Assert.Equal(before, (await world.RunAsync("ask", "/spend openrouter week", "--json")).Output);
    }

    [Fact]
    public async Task Backup_OntoAFileThatIsThere_IsRefusedWithOneAndLeavesIt()
    {
        await using var world = await HostWorld.StartAsync();
        await world.RunAsync("poll");
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "copy.db"), "mine");

        var ran = await world.RunAsync("backup", "copy.db");

        Assert.Equal(1, ran.Code);
        Assert.Empty(ran.Output);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(world.Folder, "copy.db")));
    }

    [Fact]
    public async Task Restore_BesideARun_IsRefused()
    {
        await using var world = await HostWorld.StartAsync();
        await world.RunAsync("poll");
        await world.RunAsync("backup", "copy.db");
        using var other = InstanceLock.Acquire(world.Database);

        var ran = await world.RunAsync("restore", "copy.db");

        Assert.Equal(3, ran.Code);
        Assert.Contains("Another run", ran.Error, StringComparison.Ordinal);
    }
}
