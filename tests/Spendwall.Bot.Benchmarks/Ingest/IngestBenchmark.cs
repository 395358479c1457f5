using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Attribution;
using Spendwall.Bot.Attribution.Importing;
using Spendwall.Bot.Benchmarks.Ledger;
using Spendwall.Bot.Benchmarks.Measuring;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host.Ingest;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Benchmarks.Ingest;

/// <summary>The verb <c>ingest</c>.</summary>
internal static class IngestBenchmark
{
    private const string Secret = "benchmark";

    private const int Rounds = 3;

    private const int LinesPerBody = 1000;

    private static readonly SpendwallOptions Options = new() { Accounts = [new() { Name = "openrouter-main" }], Ingest = new() { BearerSecret = new(Secret) } };

    public static Command Command()
    {
        var rows = new Option<int>("--rows") { Description = "Records a round.", DefaultValueFactory = static _ => 200_000 };
        var flat = new Option<int>("--flat") { Description = "Records of the file that memory is watched over; 10000000 for the long run.", DefaultValueFactory = static _ => 1_000_000 };
        var command = new Command("ingest", "Request records from a file and over HTTP beside a raw SQLite insert of the same rows, and memory over a long file.") { rows, flat };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(rows), parsed.GetValue(flat), cancellation));

        return command;
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(int rows, int flat, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(null);
        var report = new Report(Console.Out);
        string file = folder.File("records.jsonl");
        await IngestData.WriteAsync(file, rows, cancellationToken);
        var bodies = IngestData.Bodies(file, LinesPerBody);
        var raw = new List<double>();
        var import = new List<double>();
        var http = new List<double>();
        var counts = new HashSet<(long, long)>();
        for (int round = 0; round <= Rounds; round++)
        {
            raw.Add(await RoundAsync(folder.Path, rows, counts, database => IngestData.RawAsync(database.Path, file, cancellationToken), cancellationToken));
            import.Add(await RoundAsync(folder.Path, rows, counts, database => ImportAsync(database, file, cancellationToken), cancellationToken));
            http.Add(await RoundAsync(folder.Path, rows, counts, database => PostAsync(database, bodies, cancellationToken), cancellationToken));
        }

        // The first round is the runtime's: it is still compiling.
        foreach (var rates in new[] { raw, import, http })
        {
            rates.RemoveAt(0);
        }

        report.Line($"ingest: {rows:N0} records, {new FileInfo(file).Length / (double)rows:0} bytes each, medians of {Rounds} rounds; x is the median of each round's own ratio to its raw insert:");
        report.Figure("raw prepared INSERT of the parsed rows", $"{Timings.Median(raw),10:N0} records/s   1.00 x");
        Bars(report, "import FILE", import, raw, 0.25);
        Bars(report, $"POST /ingest/requests, {LinesPerBody:N0} a body", http, raw, 0.2);
        report.Must("all stored the same requests", counts.Count == 1 && counts.Single().Item1 == rows, $"{counts.First().Item1:N0} rows");
        await FlatAsync(folder, flat, report, cancellationToken);

        return report.ExitCode;
    }

    private static void Bars(Report report, string what, List<double> rates, List<double> raw, double ratio)
    {
        double median = Timings.Median(rates);
        double share = Timings.Median(rates.Zip(raw, static (rate, baseline) => rate / baseline));
        report.AtLeast(what, share, ratio, string.Create(CultureInfo.InvariantCulture, $"{median,10:N0} records/s   {share:0.00} x"));
    }

    private static async Task<double> RoundAsync(string folder, int rows, HashSet<(long, long)> counts, Func<LedgerFile, Task<double>> work, CancellationToken cancellationToken)
    {
        await using var file = await LedgerFile.CreateAsync(folder, cancellationToken);
        GC.Collect();
        double seconds = await work(file);
        counts.Add((
            await LedgerFile.NumberAsync(file.Path, "SELECT COUNT(*) FROM requests", cancellationToken),
            await LedgerFile.NumberAsync(file.Path, "SELECT SUM(cost) + SUM(input_tokens) + SUM(time / 1000) FROM requests", cancellationToken)));

        return rows / seconds;
    }

    private static async Task<double> ImportAsync(LedgerFile database, string file, CancellationToken cancellationToken)
    {
        await using var services = Services(database);
        var watch = Stopwatch.StartNew();
        await services.GetRequiredService<RecordImport>().RunAsync(Plan(file), static _ => { }, cancellationToken);

        return watch.Elapsed.TotalSeconds;
    }

    private static ImportPlan Plan(string file) => new(file, ImportFormat.Jsonl, new Dictionary<string, string>(), null, DryRun: false, FromStart: true);

    /// <summary>Two senders, each with one body at a time, as collectors do.</summary>
    private static async Task<double> PostAsync(LedgerFile database, IReadOnlyList<byte[]> bodies, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        Register(builder.Services, database);
        builder.Services.AddIngest();
        await using var app = builder.Build();
        app.MapIngest();
        await app.StartAsync(cancellationToken);
        using var http = new HttpClient { BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async sender =>
        {
            for (int i = sender; i < bodies.Count; i += 2)
            {
                using var answer = await http.PostAsync(RecordEndpoint.Path, new ByteArrayContent(bodies[i]), cancellationToken);
                answer.EnsureSuccessStatusCode();
            }
        }));

        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Resident memory while a long file is read: at a fifth of it, and the most afterwards.</summary>
    private static async Task FlatAsync(WorkFolder folder, int rows, Report report, CancellationToken cancellationToken)
    {
        string file = folder.File("long.jsonl");
        await IngestData.WriteAsync(file, rows, cancellationToken);
        await using var database = await LedgerFile.CreateAsync(folder.Path, cancellationToken);
        await using var services = Services(database);
        using var self = Process.GetCurrentProcess();
        double early = 0;
        double most = 0;
        double heap = 0;
        var watch = Stopwatch.StartNew();
        await services.GetRequiredService<RecordImport>().RunAsync(
            Plan(file),
            progress =>
            {
                self.Refresh();
                double resident = self.WorkingSet64 / 1048576.0;
                heap = Math.Max(heap, GC.GetTotalMemory(false) / 1048576.0);
                (early, most) = progress.Done * 5 < progress.Total ? (Math.Max(early, resident), most) : (early, Math.Max(most, resident));
            },
            cancellationToken);
        report.Line($"memory over {rows:N0} records from a file, {rows / watch.Elapsed.TotalSeconds:N0} records/s to the end, {new FileInfo(database.Path).Length / (double)rows:0} bytes a record stored:");
        report.Figure("managed heap, most", $"{heap,10:N0} MiB");
        report.AtMost("resident: most after / in the first fifth", most / early, 1.25, string.Create(CultureInfo.InvariantCulture, $"{most:N0} / {early:N0} MiB"));
    }

    private static ServiceProvider Services(LedgerFile database)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        Register(services, database);

        return services.BuildServiceProvider();
    }

    private static void Register(IServiceCollection services, LedgerFile database)
    {
        services.AddSingleton(Options);
        services.AddSingleton<TimeProvider>(new FixedClock(IngestData.End));
        services.AddKeyedSingleton("transport", TimeProvider.System);
        services.AddLedger($"Data Source={database.Path}");
        services.AddAttribution(database.Path + ".refused.jsonl");
    }

    /// <summary>The records' time: they are not too old whenever this runs.</summary>
    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
