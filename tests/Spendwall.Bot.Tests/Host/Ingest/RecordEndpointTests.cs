using System.Net;
using System.Text;
using System.Text.Json;
using Spendwall.Bot.Host.Ingest;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Tests.Host.Ingest;

/// <summary>A program that sends lines, against the real listener on loopback.</summary>
public sealed class RecordEndpointTests
{
    private const string Good = """{"id":"gen-1","time":"2026-11-21T06:00:00Z","model":"x/y","input_tokens":10,"output_tokens":5,"cost":0.0012}""";

    [Fact]
    public async Task Post_GoodAndBadLines_KeepsTheGoodAndTellsOfTheBad()
    {
        await using var world = await IngestWorld.StartAsync();

        var (status, answer) = await world.PostLinesAsync(Good, "", """{"id":"gen-2","time":"2026-11-21T06:00:00Z","cost":"much"}""", "nonsense", """{"id":"gen-1","accepted":true}""", Good);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((5, 1, 0, 2, 2), (Int(answer, "received"), Int(answer, "added"), Int(answer, "changed"), Int(answer, "known"), Int(answer, "refused")));
        Assert.Equal([3, 4], answer.GetProperty("faults").EnumerateArray().Select(static fault => fault.GetProperty("line").GetInt32()));
        Assert.Contains("cost is no amount", answer.GetProperty("faults")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        var record = Assert.Single(await world.RecordsAsync());
        Assert.Equal((Usd.FromDollars(0.0012m), true, RequestSource.Lines), (record.Cost!.Value, record.Accepted, record.Source));
        string[] aside = await File.ReadAllLinesAsync(world.QuarantinePath);
        Assert.Equal(2, aside.Length);
        var first = JsonDocument.Parse(aside[0]).RootElement;
        Assert.Equal((3, "gen-2"), (first.GetProperty("line").GetInt32(), first.GetProperty("fields").GetProperty("id").GetString()));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(world.QuarantinePath));
        }
    }

    [Fact]
    public async Task Post_EveryLineBad_Is400()
    {
        await using var world = await IngestWorld.StartAsync();

        var (status, answer) = await world.PostLinesAsync("{}", "[]");

        Assert.Equal((HttpStatusCode.BadRequest, 2), (status, Int(answer, "refused")));
        Assert.False(answer.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Post_Nothing_IsFine()
    {
        await using var world = await IngestWorld.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await world.PostLinesAsync("")).Status);
    }

    [Fact]
    public async Task Post_ManyFaults_ListsTheFirstAndCountsAll()
    {
        await using var world = await IngestWorld.StartAsync();

        var (_, answer) = await world.PostLinesAsync([Good, .. Enumerable.Repeat("{}", 250)]);

        Assert.Equal((250, 100), (Int(answer, "refused"), answer.GetProperty("faults").GetArrayLength()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer s3cret-of-inges")]
    [InlineData("Basic s3cret-of-ingest")]
    public async Task Post_WithoutTheSecret_Is401(string? authorization)
    {
        await using var world = await IngestWorld.StartAsync();

        var (status, answer) = await world.PostAsync(RecordEndpoint.Path, Encoding.UTF8.GetBytes(Good), authorization: authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.DoesNotContain(IngestWorld.Secret, answer.ToString(), StringComparison.Ordinal);
        Assert.Empty(await world.RecordsAsync());
    }

    [Fact]
    public async Task Post_Gzip_IsReadAndItsLimitsHold()
    {
        await using var world = await IngestWorld.StartAsync();

        var (ok, _) = await world.PostAsync(RecordEndpoint.Path, IngestWorld.Gzip(Encoding.UTF8.GetBytes(Good)), encoding: "gzip");
        var (broken, _) = await world.PostAsync(RecordEndpoint.Path, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], encoding: "gzip");
        var (unknown, _) = await world.PostAsync(RecordEndpoint.Path, [1], encoding: "br");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.UnsupportedMediaType), (ok, broken, unknown));
        Assert.Single(await world.RecordsAsync());
    }

    [Fact]
    public async Task Post_ZipBomb_Is413AndWhatCameBeforeStays()
    {
        await using var world = await IngestWorld.StartAsync();
        byte[] bomb = new byte[(int)IngestBody.LargestInflated + 1000];
        bomb.AsSpan().Fill((byte)' ');
        Encoding.UTF8.GetBytes(Good + "\n").CopyTo(bomb, 0);
        byte[] packed = IngestWorld.Gzip(bomb);
        Assert.True(packed.Length < IngestBody.Largest / 4);

        var (status, answer) = await world.PostAsync(RecordEndpoint.Path, packed, encoding: "gzip");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, 1), (status, Int(answer, "added")));
        Assert.Single(await world.RecordsAsync());
    }

    [Fact]
    public async Task Post_LargerThanTheWireLimit_Is413()
    {
        await using var world = await IngestWorld.StartAsync();
        byte[] body = new byte[(int)IngestBody.Largest + 1];
        body.AsSpan().Fill((byte)'\n');

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await world.PostAsync(RecordEndpoint.Path, body)).Status);
    }

    [Fact]
    public async Task Post_AccountOfTheAddress_HoldsForLinesThatNameNone()
    {
        await using var world = await IngestWorld.StartAsync(new() { Accounts = [new() { Name = "a" }, new() { Name = "b" }] });

        await world.PostAsync(RecordEndpoint.Path + "?account=b", Encoding.UTF8.GetBytes($"{Good}\n{Good.Replace("gen-1", "gen-2\",\"account\":\"a", StringComparison.Ordinal)}"));

        Assert.Equal(("gen-1", "gen-2"), (Assert.Single(await world.RecordsAsync("b")).Id, Assert.Single(await world.RecordsAsync("a")).Id));
    }

    [Fact]
    public async Task Post_MoreBodiesThanPlaces_Is503WithATime()
    {
        await using var world = await IngestWorld.StartAsync();
        var waiting = new List<SlowBody>();
        for (int i = 0; i < IngestDoor.MostAtOnce; i++)
        {
            waiting.Add(await SlowBody.StartAsync(world.Http));
        }

        var (status, answer) = await world.PostLinesAsync(Good);
        foreach (var body in waiting)
        {
            Assert.Equal(HttpStatusCode.OK, await body.FinishAsync(Good));
        }

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy"), (status, answer.GetProperty("error").GetProperty("kind").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await world.PostLinesAsync(Good)).Status);
        Assert.Single(await world.RecordsAsync());
    }

    /// <summary>Bytes of all kinds, plain and packed: always one answer, and the door stays open.</summary>
    [Fact]
    public async Task Post_MutatedBodies_AlwaysAnswers()
    {
        await using var world = await IngestWorld.StartAsync();
        byte[] body = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat(Good, 5)));
        var random = new Random(11);
        for (int i = 0; i < 300; i++)
        {
            byte[] mutant = [.. body];
            for (int change = random.Next(1, 40); change > 0; change--)
            {
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            }

            bool packed = random.Next(3) == 0;
            mutant = packed ? IngestWorld.Gzip(mutant) : mutant;
            if (packed && random.Next(2) == 0)
            {
                mutant[random.Next(mutant.Length)] ^= 0x55;
            }

            var (status, _) = await world.PostAsync(RecordEndpoint.Path, mutant, encoding: packed ? "gzip" : null);
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{status}");
        }

        Assert.DoesNotContain("Exception", world.Logs.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantine_ManyRefusals_StaysWithinItsBounds()
    {
        await using var world = await IngestWorld.StartAsync();
        string line = $$"""{"id":"{{new string('x', 128)}}","workflow":"{{new string('w', 200)}}","time":"never"}""";
        byte[] body = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat(line, 20_000)));
        for (int i = 0; i < 12; i++)
        {
            await world.PostAsync(RecordEndpoint.Path, body);
        }

        long size = new FileInfo(world.QuarantinePath).Length + new FileInfo(world.QuarantinePath + ".1").Length;
        Assert.InRange(size, 4_000_000, 2 * Spendwall.Bot.Attribution.Ingest.Quarantine.Largest);
    }

    private static int Int(JsonElement answer, string name) => answer.GetProperty(name).GetInt32();

    /// <summary>A body whose end is kept back.</summary>
    private sealed class SlowBody : HttpContent
    {
        private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<string> rest = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Task<HttpResponseMessage> answer = null!;

        public static async Task<SlowBody> StartAsync(HttpClient http)
        {
            var body = new SlowBody();
            var request = new HttpRequestMessage(HttpMethod.Post, RecordEndpoint.Path) { Content = body };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {IngestWorld.Secret}");
            request.Headers.ExpectContinue = true;
            body.answer = http.SendAsync(request);

            // With "Expect: 100-continue" the listener asks for the body once the door reads it: the place is taken.
            await body.started.Task;

            return body;
        }

        public async Task<HttpStatusCode> FinishAsync(string text)
        {
            rest.SetResult(text);
            using var response = await answer;

            return response.StatusCode;
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            started.SetResult();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(await rest.Task));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;

            return false;
        }
    }
}
