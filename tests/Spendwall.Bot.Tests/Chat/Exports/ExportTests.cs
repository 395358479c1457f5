using System.Globalization;
using System.Text;
using System.Text.Json;
using Spendwall.Bot.Chat.Exports;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Chat.Exports;

public sealed class ExportTests
{
    private const string Router = "openrouter-main";
    private const string Acme = "openai-acme";

    [Fact]
    public async Task Csv_TwoDays_TellsBilledEstimatedUsageAndByokApart()
    {
        await using var bench = await FilledAsync();

        var (_, text) = await WriteAsync(bench, ExportFormat.Csv);

        Assert.Equal(
            """
            day,account,provider,kind,project,project_name,key,key_name,model,endpoint,requests,input_tokens,cached_tokens,output_tokens,reasoning_tokens,billed_usd,estimated_usd,byok_usd,owner,workflow,team,customer,product
            2026-11-16,openrouter-main,OpenRouter,billed,,,prod,,a/m,,10,100,,10,,2,0,0.5,@dana,,,,
            2026-11-17,openrouter-main,OpenRouter,billed,,,batch,,a/m,,10,100,,10,,1.000000001,0,,@dana,summaries,search,,
            2026-11-16,openai-acme,OpenAI,billed,proj_1,Search,key_1,,gpt-6-astra,"gpt-6-astra, input_tokens",,,,,,9,0,,,,,,
            2026-11-16,openai-acme,OpenAI,billed,proj_1,Search,key_1,,,web search,,,,,,1,0,,,,,,
            2026-11-16,openai-acme,OpenAI,usage,proj_1,Search,key_1,,gpt-6-astra,completions,200,2000,,20,,,,,,,,,
            2026-11-17,openai-acme,OpenAI,estimated,proj_1,Search,key_1,,gpt-6-astra,,,,,,,0,2.5,,,,,,
            2026-11-17,openai-acme,OpenAI,usage,proj_1,Search,key_1,,gpt-6-astra,completions,100,1000,,10,,,,,,,,,

            """,
            text);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" model:gpt-6-astra")]
    [InlineData(" key:batch")]
    [InlineData(" openai")]
    public async Task Sums_AnyScope_AreThoseOfSpend(string scope)
    {
        await using var bench = await FilledAsync();

        var spend = (await bench.JsonAsync($"/spend week{scope}"))["data"]!;
        var export = (await bench.JsonAsync($"/export week{scope}"))["data"]!;

        Assert.Equal((decimal?)spend["billed_usd"] ?? 0, (decimal?)export["billed_usd"] ?? 0);
        Assert.Equal((decimal?)spend["estimated_usd"] ?? 0, (decimal?)export["estimated_usd"] ?? 0);
    }

    [Fact]
    public async Task Json_TwoDays_HasNumbersNullsAndTheBlindSpots()
    {
        await using var bench = await FilledAsync();
        bench.Ledger.BlindSpots[Acme] = ["the \"free\" tier is not visible"];

        var (_, text) = await WriteAsync(bench, ExportFormat.Json);

        var root = JsonDocument.Parse(text).RootElement;
        var row = root.GetProperty("rows")[1];
        Assert.Equal(1.000000001m, row.GetProperty("billed_usd").GetDecimal());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("byok_usd").ValueKind);
        Assert.Equal(JsonValueKind.Null, row.GetProperty("project").ValueKind);
        Assert.Equal("2026-11-18T00:00:00Z", root.GetProperty("period").GetProperty("end").GetString());
        Assert.Equal("openai-acme: the \"free\" tier is not visible", root.GetProperty("blind_spots")[0].GetString());
    }

    [Fact]
    public async Task Account_NeverRead_IsABlindSpotAndNoRow()
    {
        await using var bench = await ChatBench.CreateAsync();

        var (totals, text) = await WriteAsync(bench, ExportFormat.Csv);

        Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Null(totals.Billed);
        Assert.Contains("openai-acme: never read, so its spend is unknown", totals.BlindSpots);
    }

    [Fact]
    public async Task Focus_EveryRow_IsAsTheSpecificationHasIt()
    {
        await using var bench = await FilledAsync();

        var (_, text) = await WriteAsync(bench, ExportFormat.Focus);

        var (header, rows) = Parse(text);
        Assert.Empty(FocusColumns.Faults(header, rows));
        Assert.Equal(6, rows.Count);
        Assert.Equal(13.000000001m, Sum(rows, "EffectiveCost"));
        Assert.Equal(10m + 25m - 5m, Sum(rows, "BilledCost"));
        Assert.Equal("""{"owner":"@dana","team":"search","workflow":"summaries"}""", rows.Single(static row => row["x_ApiKeyId"] == "batch")["Tags"]);
        Assert.Equal("110", rows.First(static row => row["x_ApiKeyId"] == "prod")["PricingQuantity"]);
        Assert.All(rows.Where(static row => row["ProviderName"] == "OpenAI"), static row => Assert.Equal("", row["PricingQuantity"]));
    }

    [Fact]
    public void FocusTable_RowsWithFaults_NamesEach()
    {
        var row = new Dictionary<string, string>
        {
            ["BilledCost"] = "1,5", ["ChargeCategory"] = "Refund", ["BillingAccountId"] = "", ["ChargePeriodStart"] = "2026-11-16T00:00:00Z", ["ChargePeriodEnd"] = "2026-11-16", ["BillingPeriodStart"] = "2026-11-01T00:00:00Z",
            ["BillingPeriodEnd"] = "2026-12-01T00:00:00Z", ["PricingQuantity"] = "", ["PricingUnit"] = "Tokens", ["ConsumedQuantity"] = "", ["ConsumedUnit"] = "", ["SubAccountId"] = "", ["SubAccountType"] = "",
        };

        var faults = FocusColumns.Faults(["x_Mine", .. row.Keys, "Costs"], [row]);

        Assert.All(
            ["BilledCost cannot be '1,5'", "ChargeCategory cannot be 'Refund'", "BillingAccountId cannot be ''", "ChargePeriodEnd cannot be '2026-11-16'", "ServiceName is mandatory", "Costs is no column of FOCUS", "BilledCost stands behind a custom column", "a quantity has no unit, or a unit no quantity"],
            fault => Assert.Contains(fault, faults));
    }

    [Theory]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData("+cmd", "'+cmd")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("@dana", "@dana")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("a \"b\", c\nd", "\"a \"\"b\"\", c\nd\"")]
    public void Cell_ForeignText_IsQuotedAndNeverAFormula(string text, string cell) => Assert.Equal(cell + "\n", CsvText.Line([text]));

    [Fact]
    public async Task Command_InAChat_BringsTheFile_InTheTerminalTheVerb()
    {
        await using var bench = await FilledAsync();
        var chat = ChatBench.Someone() with { Channel = new("discord", "1") };

        var run = await bench.Runner.ExecuteAsync("/export openai week format:focus", chat, CancellationToken.None);
        var message = ((Bot.Chat.Commands.CommandAnswer.Done)run.Answer).Message;
        var terminal = (await bench.DoneAsync("/export openai week")).Message;

        Assert.Equal(("spendwall-focus-1.2-week.csv", "text/csv"), (message.File!.Name, message.File.ContentType));
        Assert.Equal(2, Parse(Encoding.UTF8.GetString(message.File.Bytes.Span)).Rows.Count);
        Assert.Null(terminal.File);
        Assert.Contains(terminal.Blocks, static block => block is Bot.Chat.ChatBlock.Code { Text: "export --format csv --period week --account openai-acme --out spendwall-week.csv" });
    }

    [Theory]
    [InlineData("/export 2027-01", "lies in the future")]
    [InlineData("/export week month", "Two periods")]
    [InlineData("/export format:xml", "xml")]
    public async Task Command_Wrong_IsRefusedWithTheReason(string line, string reason)
    {
        await using var bench = await ChatBench.CreateAsync();

        Assert.Contains(reason, (await bench.RefusedAsync(line)).Message, StringComparison.Ordinal);
    }

    private static async Task<(ExportTotals Totals, string Text)> WriteAsync(ChatBench bench, ExportFormat format)
    {
        var text = new StringBuilder();
        var question = new ExportQuestion(Scope.Parse(""), bench.Options.Accounts, new(ChatTime.At("2026-11-16T00:00Z"), ChatTime.At("2026-11-18T00:00Z")), format, ChatBench.Now);
        var totals = await new ExportWriter(new ExportReader(bench.Ledger, bench.Owners, bench.Mappings)).WriteAsync(
            question,
            part =>
            {
                text.Append(part);

                return Task.CompletedTask;
            },
            CancellationToken.None);

        return (totals, text.ToString());
    }

    private static async Task<ChatBench> FilledAsync()
    {
        var bench = await ChatBench.CreateAsync();
        await bench.RunAsync("/map key:batch workflow:summaries team:search");
        bench.Own(Scope.Account(Router), "@dana");
        var astra = new UsageSeries { Project = "proj_1", Key = "key_1", Endpoint = "gpt-6-astra, input_tokens" };
        var usage = new UsageSeries { Project = "proj_1", Key = "key_1", Model = "gpt-6-astra-2026-03-01", Endpoint = "completions" };
        bench.Ledger.Mark(Router, "analytics.key-model", "2026-11-17T12:00Z")
            .Mark(Acme, "costs", "2026-11-17T00:00Z")
            .Mark(Acme, "usage.hour", "2026-11-17T12:00Z")
            .Add(Router, UsageView.KeyModel, "2026-11-16T05:00Z", 2m, new() { Key = "prod", Model = "a/m" }, 10, 100, 10, byok: 0.5m)
            .Add(Router, UsageView.KeyModel, "2026-11-17T02:00Z", 1.000000001m, new() { Key = "batch", Model = "a/m" }, 10, 100, 10)
            .Add(Acme, UsageView.Costs, "2026-11-16T00:00Z", 9m, astra)
            .Add(Acme, UsageView.Costs, "2026-11-16T00:00Z", 1m, astra with { Endpoint = "web search" })
            .Add(Acme, UsageView.CostEstimate, "2026-11-16T00:00Z", 8m, usage with { Endpoint = "" })
            .Add(Acme, UsageView.CostEstimate, "2026-11-17T00:00Z", 2.5m, usage with { Endpoint = "" })
            .Add(Acme, UsageView.Usage, "2026-11-16T05:00Z", null, usage, 200, 2000, 20)
            .Add(Acme, UsageView.Usage, "2026-11-17T05:00Z", null, usage, 100, 1000, 10);
        bench.Ledger.Names[Acme] = [new("project", "proj_1", "Search")];
        bench.Ledger.Lots.Add(new(1, Router, Usd.FromDollars(25), ChatTime.At("2026-11-16T09:00Z"), null, "observed", LotKind.Purchase));
        bench.Ledger.Lots.Add(new(2, Router, Usd.FromDollars(-5), ChatTime.At("2026-11-17T09:00Z"), null, "observed", LotKind.Refund));
        bench.Ledger.Lots.Add(new(3, Router, Usd.FromDollars(100), ChatTime.At("2026-11-17T09:00Z"), null, "typed", LotKind.Purchase));

        return bench;
    }

    private static decimal Sum(IEnumerable<IReadOnlyDictionary<string, string>> rows, string column) => rows.Sum(row => decimal.Parse(row[column], CultureInfo.InvariantCulture));

    /// <summary>A small reader of CSV, not ours.</summary>
    private static (IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows) Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Cells).ToList();

        return (lines[0], [.. lines.Skip(1).Select(cells => lines[0].Zip(cells).ToDictionary(static pair => pair.First, static pair => pair.Second))]);

        static List<string> Cells(string line)
        {
            var cells = new List<string> { "" };
            bool quoted = false;
            for (int i = 0; i < line.Length; i++)
            {
                if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                {
                    cells[^1] += '"';
                    i++;
                }
                else if (line[i] == '"')
                {
                    quoted = !quoted;
                }
                else if (line[i] == ',' && !quoted)
                {
                    cells.Add("");
                }
                else
                {
                    cells[^1] += line[i];
                }
            }

            return cells;
        }
    }
}
