using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Attribution.Importing;
using Spendwall.Bot.Attribution.Ingest;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Attribution.Importing;

public sealed class RecordImportTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("spendwall-import-").FullName;

    private TestDatabase database = null!;

    private RequestStore Store => new(database.Database);

    private string Aside => Path.Combine(folder, "aside.jsonl");

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Csv_MappedColumns_AreTheFieldsTheyAreSaidToBe()
    {
        string path = Write("log.csv", "Request;When;Model;Prompt;USD;In\ngen-1;2026-11-20T06:00:00Z;x/y;\"hush;\nhush \"\"now\"\"\";0,1;7\ngen-2;2026-11-20T07:00:00Z;x/y;;0.5;\n");

        var outcome = await ImportAsync(Plan(path, ImportFormat.Csv, ("Request", "id"), ("When", "time"), ("USD", "cost"), ("In", "input_tokens")));

        Assert.Equal((1, 1L), (outcome.Report.Stored.Added, outcome.Report.Refused));
        Assert.Equal(new LineFault(2, "cost is no amount of USD: a number from 0 to 1000000"), Assert.Single(outcome.Report.Faults));
        var record = Assert.Single(await RecordsAsync());
        Assert.Equal(("gen-2", "x/y", Usd.FromDollars(0.5m), null, RequestSource.Import), (record.Id, record.Labels.ModelRequested, record.Cost, record.InputTokens, record.Source));
        Assert.DoesNotContain("hush", await File.ReadAllTextAsync(Aside), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time,model\n1,2\n", "No column tells the id")]
    [InlineData("", "no header")]
    [InlineData("id,request_id\n1,2\n", "Two columns tell id")]
    public async Task Csv_HeaderThatCannotBe_IsRefused(string text, string part)
    {
        string path = Write("log.csv", text);

        Assert.Contains(part, (await Assert.ThrowsAsync<ImportException>(() => ImportAsync(Plan(path, ImportFormat.Csv)))).Message, StringComparison.Ordinal);
        Assert.Contains("no column 'cents'", (await Assert.ThrowsAsync<ImportException>(() => ImportAsync(Plan(Write("b.csv", "id\n"), ImportFormat.Csv, ("cents", "cost"))))).Message, StringComparison.Ordinal);
        Assert.Contains("not there", (await Assert.ThrowsAsync<ImportException>(() => ImportAsync(Plan(path + "x", ImportFormat.Csv)))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gen-1,x\n", "has 2 cells instead of 3")]
    [InlineData("gen-1,2026-11-20,\"open\n", "quote that does not end")]
    public async Task Csv_RowThatCannotBe_IsRefusedAndTheOthersStay(string row, string part)
    {
        string path = Write("log.csv", $"id,time,model\ngen-0,2026-11-20,y\n{row}");

        var outcome = await ImportAsync(Plan(path, ImportFormat.Csv));

        Assert.Equal(1, outcome.Report.Stored.Added);
        Assert.Contains(part, Assert.Single(outcome.Report.Faults).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jsonl_MappedName_IsTheField()
    {
        string path = Write("log.jsonl", """{"id":"gen-1","time":"2026-11-20","spent":0.25,"cost":"old words"}""" + "\n");

        await ImportAsync(Plan(path, ImportFormat.Jsonl, ("spent", "cost"), ("cost", "project")));

        var record = Assert.Single(await RecordsAsync());
        Assert.Equal((Usd.FromDollars(0.25m), "old words"), (record.Cost, record.Labels.Project));
    }

    [Fact]
    public async Task Run_DryRun_StoresNothingAndPutsNothingAside()
    {
        string path = Write("log.jsonl", Line(1) + "\nnonsense\n");

        var outcome = await ImportAsync(Plan(path, ImportFormat.Jsonl) with { DryRun = true });

        Assert.Equal((2, 1), (outcome.Report.Received, outcome.Report.Refused));
        Assert.Empty(await RecordsAsync());
        Assert.False(File.Exists(Aside));
    }

    /// <summary>Stopped after any part, it goes on there; the file may have grown meanwhile, but not have become another.</summary>
    [Theory]
    [InlineData(ImportFormat.Jsonl)]
    [InlineData(ImportFormat.Csv)]
    public async Task Run_StoppedOnTheWay_GoesOnWhereItWas(ImportFormat format)
    {
        const int Lines = 18_000;
        string path = Write("log", (format == ImportFormat.Csv ? "id,time,cost,prompt\n" : "") + string.Concat(Enumerable.Range(0, Lines).Select(i => Row(format, i))));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Import().RunAsync(
            Plan(path, format),
            progress =>
            {
                if (progress.Lines > 11_000)
                {
                    stop.Cancel();
                }
            },
            stop.Token));
        int before = (await RecordsAsync()).Count;
        Assert.InRange(before, 1, Lines - 1);
        await File.AppendAllTextAsync(path, Row(format, Lines));

        var again = await ImportAsync(Plan(path, format));

        Assert.InRange(again.ResumedAt, 1, (2 * before) + 1);
        Assert.Equal(Lines + 1, (await RecordsAsync()).Count);
        Assert.Equal(0, again.Report.Refused);
        Assert.True(again.Report.Received < Lines, "it began at the start again");
        var sum = Assert.Single(await Store.SumsAsync(new("openrouter-main", new(Now.AddDays(-10), Now), RequestDimension.None), default)).Figures;
        Assert.Equal((Lines + 1, Usd.FromDollars((Lines + 1) * 0.001m)), (sum.Requests, sum.Cost));

        // Nothing is left to do; and read from the start, nothing is new.
        Assert.Equal(0, (await ImportAsync(Plan(path, format))).Report.Received);
        var whole = await ImportAsync(Plan(path, format) with { FromStart = true });
        Assert.Equal((0, 0, Lines + 1), (whole.Report.Stored.Added, whole.Report.Stored.Changed, whole.Report.Stored.Known));
    }

    [Fact]
    public async Task Run_AnotherFileWithTheSameBeginning_IsReadFromItsStart()
    {
        string path = Write("log.jsonl", Line(0) + "\n" + Line(1) + "\n" + Line(2) + "\n");
        await ImportAsync(Plan(path, ImportFormat.Jsonl));
        Write("log.jsonl", Line(0) + "\n" + Line(7) + "\n" + Line(8) + "\n" + Line(9) + "\n");

        var outcome = await ImportAsync(Plan(path, ImportFormat.Jsonl));

        Assert.Equal((0L, 3, 1), (outcome.ResumedAt, outcome.Report.Stored.Added, outcome.Report.Stored.Known));
    }

    [Fact]
    public async Task Run_RefusedLines_AreReadAgainNextTime()
    {
        string path = Write("log.jsonl", Line(0) + "\n" + """{"id":"gen-x","time":"2026-11-20","account":"later"}""" + "\n");
        await ImportAsync(Plan(path, ImportFormat.Jsonl));

        var outcome = await ImportAsync(Plan(path, ImportFormat.Jsonl), new() { Accounts = [new() { Name = "openrouter-main" }, new() { Name = "later" }] }, "openrouter-main");

        Assert.Equal((1, 1, 0L), (outcome.Report.Stored.Added, outcome.Report.Stored.Known, outcome.Report.Refused));
    }

    private static string Line(int i) => string.Create(CultureInfo.InvariantCulture, $$"""{"id":"gen-{{i}}","time":"2026-11-20T06:00:00Z","cost":0.001}""");

    private static string Row(ImportFormat format, int i) => format == ImportFormat.Csv ? $"gen-{i},2026-11-20T06:00:00Z,0.001,\"two\nlines\"\n" : Line(i) + "\n";

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));

        return path;
    }

    private static ImportPlan Plan(string path, ImportFormat format, params (string Column, string Field)[] map) =>
        new(path, format, map.ToDictionary(static pair => pair.Column, static pair => pair.Field), null, DryRun: false, FromStart: false);

    private RecordImport Import(SpendwallOptions? options = null) => new(
        Store,
        new ImportPositions(database.Database),
        new Quarantine(Aside, new ManualClock(Now), NullLogger<Quarantine>.Instance),
        options ?? new() { Accounts = [new() { Name = "openrouter-main" }] },
        new ManualClock(Now),
        TimeProvider.System);

    private Task<ImportOutcome> ImportAsync(ImportPlan plan, SpendwallOptions? options = null, string? account = null) =>
        Import(options).RunAsync(plan with { Account = account }, static _ => { }, default);

    private Task<List<RequestRecord>> RecordsAsync() => Store.RecordsAsync("openrouter-main", new(Now.AddDays(-100), Now), default).ToListAsync().AsTask();
}
