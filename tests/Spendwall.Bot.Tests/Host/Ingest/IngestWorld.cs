using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spendwall.Bot.Attribution;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host.Ingest;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Host.Ingest;

/// <summary>The doors for request records behind the real listener on loopback, with everything they write in sight.</summary>
internal sealed class IngestWorld : IAsyncDisposable
{
    public const string Secret = "s3cret-of-ingest";

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase database;
    private readonly WebApplication app;
    private readonly string folder = Directory.CreateTempSubdirectory("spendwall-ingest-").FullName;

    private IngestWorld(TestDatabase database, SpendwallOptions options)
    {
        this.database = database;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<TimeProvider>(new ManualClock(Now));
        builder.Services.AddKeyedSingleton("transport", TimeProvider.System);
        builder.Services.AddSingleton(database.Database);
        builder.Services.AddSingleton<RequestStore>();
        builder.Services.AddAttribution(QuarantinePath);
        builder.Services.AddIngest();
        builder.Logging.AddProvider(Logs);
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        app = builder.Build();
        app.MapIngest();
        Http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
    }

    public LogBook Logs { get; } = new();

    public HttpClient Http { get; }

    public TestDatabase Database => database;

    public RequestStore Store => new(database.Database);

    public string QuarantinePath => Path.Combine(folder, "refused.jsonl");

    public static async Task<IngestWorld> StartAsync(SpendwallOptions? options = null)
    {
        options ??= new() { Accounts = [new() { Name = "openrouter-main" }] };
        var world = new IngestWorld(await TestDatabase.CreateAsync(), options with { Ingest = options.Ingest.BearerSecret.IsEmpty ? new() { BearerSecret = new(Secret) } : options.Ingest });
        await world.app.StartAsync();
        world.Http.BaseAddress = new(world.app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

        return world;
    }

    public async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, byte[] body, string type = "application/json", string? encoding = null, string? authorization = $"Bearer {Secret}", bool test = false)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (test)
        {
            request.Headers.Add("X-Test-Connection", "true");
        }

        using var response = await Http.SendAsync(request);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);

        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    public Task<(HttpStatusCode Status, JsonElement Answer)> PostLinesAsync(params string[] lines) =>
        PostAsync(RecordEndpoint.Path, Encoding.UTF8.GetBytes(string.Join('\n', lines)), "application/x-ndjson");

    public Task<List<RequestRecord>> RecordsAsync(string account = "openrouter-main") =>
        Store.RecordsAsync(account, new(Now.AddDays(-400), Now.AddDays(2)), default).ToListAsync().AsTask();

    /// <summary>All that was written anywhere: the database with its log, the quarantine, the log of the program.</summary>
    public async Task<string> EverythingAsync()
    {
        var text = new StringBuilder(Logs.ToString());
        foreach (string path in new[] { database.Path, database.Path + "-wal", QuarantinePath, QuarantinePath + ".1" }.Where(File.Exists))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file, Encoding.Latin1);
            text.Append(await reader.ReadToEndAsync());
        }

        return text.ToString();
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Every line that anything logged, with its exception.</summary>
    public sealed class LogBook : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

        public override string ToString() => string.Join('\n', lines);

        public void Dispose()
        {
        }
    }
}
