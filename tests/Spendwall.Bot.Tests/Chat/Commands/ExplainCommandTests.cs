using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Explaining;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class ExplainCommandTests
{
    [Fact]
    public async Task Explain_YesterdayOfAnAccount_SumsToTheChangeAndNamesWhoMovedIt()
    {
        await using var bench = await BenchAsync();

        var data = (await JsonAsync(bench, "/explain openrouter-main yesterday"))["data"]!;

        Assert.Equal((24m, 48m, 24m), ((decimal)data["before_usd"]!, (decimal)data["now_usd"]!, (decimal)data["change_usd"]!));
        foreach (string by in new[] { "causes", "callers", "models", "owners" })
        {
            Assert.Equal(24m, data[by]!.AsArray().Sum(static row => (decimal)row!["usd"]!));
        }

        Assert.Equal(("requests", "volume"), ((string?)data["causes"]![0]!["cause"], (string?)data["causes"]![0]!["driver"]));
        Assert.Equal(("k1", "batch-7"), ((string?)data["callers"]![0]!["caller"], (string?)data["callers"]![0]!["name"]));
        Assert.Equal("@lee", (string?)data["owners"]![0]!["owner"]);
        Assert.Equal((1.0, 1.0), ((double)data["premium_share"]!["before"]!, (double)data["premium_share"]!["now"]!));
    }

    [Fact]
    public async Task Explain_AgainstAnotherPeriod_IsDrawnToTheSameLength()
    {
        await using var bench = await BenchAsync();

        var data = (await JsonAsync(bench, "/explain openrouter-main yesterday vs:2026-11-14"))["data"]!;

        Assert.Equal(("2026-11-14T00:00:00Z", 24m), ((string?)data["compared_with"]!["start"], (decimal)data["before_usd"]!));
    }

    /// <summary>What is known begins on the 10th: the days before that were not free.</summary>
    [Fact]
    public async Task Explain_AgainstAPeriodThatIsKnownInPart_ComparesWithThatPartAndSaysSo()
    {
        await using var bench = await BenchAsync();

        var answer = await JsonAsync(bench, "/explain openrouter-main yesterday vs:2026-11");

        var data = answer["data"]!;
        Assert.Equal(("2026-11-10T00:00:00Z", 28.8m), ((string?)data["compared_with"]!["start"], (decimal)data["before_usd"]!));
        Assert.Equal((decimal)data["change_usd"]!, data["causes"]!.AsArray().Sum(static row => (decimal)row!["usd"]!));
        Assert.Contains(answer["blind_spots"]!.AsArray(), static spot => ((string)spot!).Contains("is known from 2026-11-10", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""/explain error {"error":{"message":"Key limit exceeded (monthly limit). Manage it using https://openrouter.ai/settings/keys","code":403}}""", "key_limit", 403L)]
    [InlineData("/spendwall explain ERROR 402: \"This request requires more credits, or fewer max_tokens. You requested up to 16384 tokens, but can only afford 3919", "request_too_dear", 402L)]
    [InlineData("/explain \"error Insufficient credits\"", "credits_exhausted", null)]
    public async Task Explain_PastedError_SaysWhatIsBehindItAndWhoCanFixIt(string line, string cause, long? status)
    {
        await using var bench = await BenchAsync();

        var data = (await JsonAsync(bench, line))["data"]!;

        Assert.Equal((cause, status), ((string?)data["cause"], (long?)data["status"]));
        Assert.StartsWith("https://openrouter.ai/", (string?)data["link"], StringComparison.Ordinal);
        Assert.NotEmpty((string)data["fix"]!);
    }

    [Theory]
    [InlineData("/explain error the coffee machine is broken", "coffee machine")]
    [InlineData("/explain error", "no account, provider, owner, project, key or model")]
    public async Task Explain_TextThatIsNoError_IsRefused(string line, string words)
    {
        await using var bench = await BenchAsync();

        Assert.Contains(words, (string?)(await JsonAsync(bench, line))["error"]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_ScopeOfOneKey_LeavesTheOthersOut()
    {
        await using var bench = await BenchAsync();

        var data = (await JsonAsync(bench, "/explain key:k2 yesterday"))["data"]!;

        Assert.Equal((12m, 0m), ((decimal)data["now_usd"]!, (decimal)data["change_usd"]!));
    }

    [Fact]
    public async Task Explain_Today_EndsBothPeriodsWhereTheDataEnds()
    {
        await using var bench = await BenchAsync();

        var answer = await JsonAsync(bench, "/explain openrouter-main today");

        Assert.Equal("2026-11-17T12:00:00Z", (string?)answer["period"]!["end"]);
        Assert.Equal("2026-11-16T12:00:00Z", (string?)answer["data"]!["compared_with"]!["end"]);
    }

    [Fact]
    public async Task Explain_AccountThatIsNotKnown_IsUnknownAndNotZero()
    {
        await using var bench = await BenchAsync();

        var answer = await JsonAsync(bench, "/explain openai-acme yesterday");

        Assert.Null(answer["data"]!["now_usd"]);
        Assert.NotEmpty(answer["blind_spots"]!.AsArray());
    }

    [Fact]
    public async Task Explain_Message_SaysTheCausesInUsd()
    {
        await using var bench = await BenchAsync();

        var message = Assert.IsType<CommandAnswer.Done>((await RunAsync(bench, "/explain openrouter-main yesterday")).Answer).Message;

        Assert.Contains("+$24.00 (+100 %)", message.Title, StringComparison.Ordinal);
        Assert.Contains(message.Blocks.OfType<Spendwall.Bot.Chat.ChatBlock.Table>(), static table => table.Rows.Any(static row => row.SequenceEqual(["more requests", "+$24.00"])));
    }

    [Fact]
    public async Task Explain_LowCredit_SaysWhatDrainedItAgainstAsLongBefore()
    {
        await using var bench = await BenchAsync();
        await IncidentAsync(bench, "low_credit");

        var message = Assert.IsType<CommandAnswer.Done>((await RunAsync(bench, "/explain INC-1")).Answer).Message;
        var data = (await JsonAsync(bench, "/explain INC-1"))["data"]!;

        Assert.StartsWith("What drained account:openrouter-main, INC-1 against as long before: $", message.Title, StringComparison.Ordinal);
        Assert.Equal(["Key", "USD", "Share", "Change"], message.Blocks.OfType<Spendwall.Bot.Chat.ChatBlock.Table>().ElementAt(1).Header);
        Assert.Equal(["batch-7", "$36.00", "75 %", "+$12.00"], message.Blocks.OfType<Spendwall.Bot.Chat.ChatBlock.Table>().ElementAt(1).Rows[0]);
        Assert.Equal("2026-11-15T12:00:00Z", (string?)data["compared_with"]!["start"]);
        Assert.Equal(48m, data["spent_by_model"]!.AsArray().Sum(static row => (decimal)row!["usd"]!));
    }

    [Fact]
    public async Task Explain_IncidentWhosePeriodsAreNotKnown_SaysWhatItsAlertDoes()
    {
        await using var bench = await BenchAsync();
        await IncidentAsync(bench, "low_credit", "openai-acme");

        var message = Assert.IsType<CommandAnswer.Done>((await RunAsync(bench, "/explain INC-1")).Answer).Message;

        Assert.EndsWith(": unknown", message.Title, StringComparison.Ordinal);
        Assert.Equal(["Runs low", "Drained by m $4.00", "Burns $1.00/h"], message.Blocks.Cast<Spendwall.Bot.Chat.ChatBlock.Line>().Select(static line => line.Text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Explain_AnAlert_CanBeJudgedWhereItWasTold(bool told)
    {
        await using var bench = await BenchAsync();
        await IncidentAsync(bench, "anomaly", told: told);

        var message = Assert.IsType<CommandAnswer.Done>((await RunAsync(bench, "/explain INC-1")).Answer).Message;

        Assert.Equal(told ? ["/verdict useful INC-1", "/verdict not-useful INC-1"] : Array.Empty<string>(), message.Buttons.Select(static button => button.Command));
        Assert.All(message.Buttons, static button => Assert.Equal(("INC-1", 0), (button.Incident, button.Version)));
        Assert.Empty(Assert.IsType<CommandAnswer.Done>((await RunAsync(bench, "/explain openrouter-main yesterday")).Answer).Message.Buttons);
    }

    [Theory]
    [InlineData("/explain")]
    [InlineData("/explain yesterday")]
    public async Task Explain_WhereAnIncidentIsShown_MeansItsScope(string line)
    {
        await using var bench = await BenchAsync();
        await IncidentAsync(bench, "anomaly");

        Assert.Equal("account:openrouter-main", (string?)AnswerJson.ToObject(await RunAsync(bench, line, "INC-1"))["scope"]);
    }

    [Theory]
    [InlineData("/explain openrouter-main vs:never", "usage")]
    [InlineData("/explain week month", "usage")]
    [InlineData("/explain INC-99", "unknown")]
    [InlineData("/explain nobody", "unknown")]
    public async Task Explain_NoSuchThing_IsRefused(string line, string kind)
    {
        await using var bench = await BenchAsync();

        Assert.Equal(kind, Assert.IsType<CommandAnswer.Refused>((await RunAsync(bench, line)).Answer).Kind);
    }

    private static async Task IncidentAsync(ChatBench bench, string kind, string account = "openrouter-main", bool told = true)
    {
        await using var db = bench.Database.CreateDbContext();
        db.Add(new Incident
        {
            Account = account,
            Kind = kind,
            Fingerprint = kind,
            Scope = Scope.Account(account),
            State = IncidentState.Open,
            Level = AlertLevel.Warning,
            Title = "t",
            OpenedAt = ChatTime.At("2026-11-17T12:10:00Z"),
            NotifiedAt = told ? ChatTime.At("2026-11-17T12:10:00Z") : null,
            Detail = AlertJson.Write(new Condition
            {
                Kind = kind, Fingerprint = kind, Scope = Scope.Account(account), Level = AlertLevel.Warning, Title = "Runs low", Causes = ["Drained by m $4.00"], Facts = ["Burns $1.00/h"],
            }),
        });
        await db.SaveChangesAsync();
    }

    private static async Task<JsonObject> JsonAsync(ChatBench bench, string line) => AnswerJson.ToObject(await RunAsync(bench, line));

    private static Task<CommandRun> RunAsync(ChatBench bench, string line, string? incident = null)
    {
        var analyst = new ExplainAnalyst(bench.Ledger, new UseReader(bench.Ledger, new EstimateRefresher(bench.Ledger, bench.Options)), bench.Owners, bench.Mappings, bench.Options);
        var catalogue = new CommandCatalogue([new ExplainCommand(bench.Scopes, analyst, new IncidentStore(bench.Database.Database))]);

        return new CommandRunner(catalogue, bench.Clock, NullLogger<CommandRunner>.Instance).ExecuteAsync(line, ChatBench.Someone() with { Incident = incident }, CancellationToken.None);
    }

    private static async Task<ChatBench> BenchAsync()
    {
        var bench = await ChatBench.CreateAsync();
        for (var hour = ChatTime.At("2026-11-10T00:00:00Z"); hour < ChatTime.At("2026-11-17T12:00:00Z"); hour = hour.AddHours(1))
        {
            int k = hour >= ChatTime.At("2026-11-16T00:00:00Z") ? 3 : 1;
            string at = hour.ToString("O", CultureInfo.InvariantCulture);
            bench.Ledger.Add("openrouter-main", UsageView.KeyModel, at, 0.5m * k, new UsageSeries { Key = "k1", Model = "m" }, 100 * k, 100_000 * k, 10_000 * k);
            bench.Ledger.Add("openrouter-main", UsageView.KeyModel, at, 0.5m, new UsageSeries { Key = "k2", Model = "m" }, 100, 100_000, 10_000);
        }

        bench.Ledger.Prices.Add(new ModelPrice("m", "") { Input = 0.000003m, Output = 0.000015m });
        bench.Ledger.Names["openrouter-main"] = [new DimensionName("key", "k1", "batch-7")];
        bench.Ledger.Mark("openrouter-main", "analytics.key-model", "2026-11-17T12:00:00Z");

        return bench.Own(Scope.Of("key", "k1"), "@lee");
    }
}
