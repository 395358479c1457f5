using Spendwall.Bot.Configuration;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.Http;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Providers.Http;

public sealed class TransportTests
{
    private const string Credits = """{"data":{"total_credits":100.5,"total_usage":25.75}}""";

    private static readonly TransportSettings Thrice = ReaderHarness.Once with { Retries = 2 };

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(524)]
    [InlineData(529)]
    public async Task Read_TransientStatus_IsAskedAgain(int status)
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, Thrice);
        harness.Stub.On("GET /credits", StubProvider.Error(status), StubProvider.Error(status), StubProvider.Json(Credits));

        var balance = await harness.ReadOneAsync<ProviderFact.Balance>("credits");

        Assert.Equal(74.75m, balance.Reading.Balance.Dollars);
        Assert.Equal(3, harness.Stub.Seen.Count);
    }

    [Theory]
    [InlineData(400, ProviderFailure.Rejected)]
    [InlineData(401, ProviderFailure.Credentials)]
    [InlineData(402, ProviderFailure.Payment)]
    [InlineData(403, ProviderFailure.Permission)]
    [InlineData(404, ProviderFailure.NotFound)]
    [InlineData(301, ProviderFailure.Rejected)]
    public async Task Read_FinalStatus_IsAskedOnce(int status, ProviderFailure failure)
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, Thrice);
        harness.Stub.On("GET /credits", StubProvider.Error(status));

        var exception = await harness.FailAsync("credits");

        Assert.Equal((failure, status), (exception.Failure, exception.Status));
        Assert.NotEmpty(exception.Remedy);
        Assert.Single(harness.Stub.Seen);
    }

    [Fact]
    public async Task Read_TransientToTheEnd_FailsWithTheLastKind()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, Thrice);
        harness.Stub.On("GET /credits", StubProvider.Error(503), StubProvider.Error(503), StubProvider.Error(502));

        var exception = await harness.FailAsync("credits");

        Assert.Equal((ProviderFailure.Unavailable, 502), (exception.Failure, exception.Status));
    }

    [Fact]
    public async Task Read_QuotaUnderStatus429_IsPaymentAndAskedOnce()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI, Thrice);
        harness.Stub.On("GET /organization/spend_limit", StubProvider.Error(429, """{"error":{"message":"No.","type":"insufficient_quota","code":"credit_balance_exhausted"}}"""));

        var exception = await harness.FailAsync("limits");

        Assert.Equal(ProviderFailure.Payment, exception.Failure);
    }

    [Theory]
    [InlineData("20", 20)]
    [InlineData("Sat, 21 Nov 2026 12:00:09 GMT", 9)]
    public async Task Read_RetryAfter_IsWaitedFor(string value, double seconds)
    {
        var settings = Thrice with { RetryDelay = TimeSpan.FromSeconds(1), Random = () => 0 };
        var transport = new InstantClock(settings.AttemptTimeout);
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, settings, transport);
        harness.Stub.On("GET /credits", StubProvider.Error(429, "", ("Retry-After", value)), StubProvider.Json(Credits));

        await harness.ReadOneAsync<ProviderFact.Balance>("credits");

        Assert.Equal([TimeSpan.FromSeconds(seconds)], transport.Waits);
    }

    [Fact]
    public async Task Read_RetryAfterBeyondTheTotalTimeout_FailsAtOnceAndSaysWhen()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, Thrice);
        harness.Stub.On("GET /credits", StubProvider.Error(429, "", ("Retry-After", "600")));

        var exception = await harness.FailAsync("credits");

        Assert.Equal((ProviderFailure.RateLimited, TimeSpan.FromMinutes(10)), (exception.Failure, exception.RetryAfter));
        Assert.Single(harness.Stub.Seen);
    }

    [Fact]
    public async Task Read_NoRetryAfter_BacksOffWithJitter()
    {
        var settings = Thrice with { RetryDelay = TimeSpan.FromSeconds(1) };
        var transport = new InstantClock(settings.AttemptTimeout);
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, settings, transport);
        harness.Stub.On("GET /credits", StubProvider.Error(503), StubProvider.Error(503), StubProvider.Json(Credits));

        await harness.ReadOneAsync<ProviderFact.Balance>("credits");

        Assert.Equal(2, transport.Waits.Count);
        Assert.All(transport.Waits, wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Read_SilentServer_TimesOutOnTheTransportClock()
    {
        var transport = new ManualClock(ReaderHarness.Now);
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, transport: transport);
        var asked = new TaskCompletionSource();
        harness.Stub.OnAsync("GET /credits", async (_, cancellationToken) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        });

        var read = harness.FailAsync("credits");
        await asked.Task;
        harness.Clock.Advance(TimeSpan.FromHours(1));
        bool byBusinessTime = read.IsCompleted;
        transport.Advance(ReaderHarness.Once.AttemptTimeout);
        var exception = await read;

        Assert.False(byBusinessTime);
        Assert.Equal(ProviderFailure.Unavailable, exception.Failure);
        Assert.Contains("30 s", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OneSilentAttempt_IsAskedAgain()
    {
        var transport = new ManualClock(ReaderHarness.Now);
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, Thrice, transport);
        var asked = new TaskCompletionSource();
        harness.Stub.OnAsync("GET /credits", async (_, cancellationToken) =>
        {
            if (asked.TrySetResult())
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return StubProvider.Json(Credits);
        });

        var read = harness.ReadOneAsync<ProviderFact.Balance>("credits");
        await asked.Task;
        transport.Advance(ReaderHarness.Once.AttemptTimeout);

        Assert.Equal(74.75m, (await read).Reading.Balance.Dollars);
        Assert.Equal(2, harness.Stub.Seen.Count);
    }

    [Fact]
    public async Task Read_SilentToTheEnd_StopsAtTheTotalTimeout()
    {
        var transport = new ManualClock(ReaderHarness.Now);
        var settings = Thrice with { TotalTimeout = TimeSpan.FromSeconds(20) };
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, settings, transport);
        var asked = new TaskCompletionSource();
        harness.Stub.OnAsync("GET /credits", async (_, cancellationToken) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        });

        var read = harness.FailAsync("credits");
        await asked.Task;
        transport.Advance(settings.TotalTimeout);

        Assert.Contains("20 s", (await read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TwoInARow_WaitForTheBusinessClock()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, ReaderHarness.Once with { Paced = true });
        harness.Stub.On("GET /credits", Credits);

        await harness.ReadOneAsync<ProviderFact.Balance>("credits");
        var second = harness.ReadOneAsync<ProviderFact.Balance>("credits");
        bool early = second.IsCompleted;
        harness.Clock.Advance(TimeSpan.FromSeconds(1));
        await second;

        Assert.False(early);
    }

    [Fact]
    public async Task Read_MoreThanTheHostTakes_WaitForAPlace()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, ReaderHarness.Once with { RequestsPerHost = 2 });
        var open = new TaskCompletionSource();
        harness.Stub.OnAsync("GET /credits", async (_, _) =>
        {
            await open.Task;

            return StubProvider.Json(Credits);
        });

        Task[] reads = [.. Enumerable.Range(0, 5).Select(_ => harness.ReadOneAsync<ProviderFact.Balance>("credits"))];
        int atOnce = harness.Stub.Seen.Count;
        open.SetResult();
        await Task.WhenAll(reads);

        Assert.Equal(2, atOnce);
        Assert.Equal(5, harness.Stub.Seen.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sk-or-v1-abc\ndef")]
    [InlineData("sk-or-v1-äöü")]
    public async Task Read_AKeyThatIsNone_IsRefusedUnaskedAndNotShown(string key)
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, change: account => account with { ApiKey = new Secret(key) });

        var exception = await harness.FailAsync("credits");

        Assert.Equal(ProviderFailure.Credentials, exception.Failure);
        Assert.DoesNotContain("sk-or-v1-", exception.ToString(), StringComparison.Ordinal);
        Assert.Empty(harness.Stub.Seen);
    }

    [Fact]
    public async Task Read_Cancelled_PassesAsCancellation()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, Thrice);
        using var stop = new CancellationTokenSource();
        harness.Stub.OnAsync("GET /credits", async (_, cancellationToken) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await harness.Reader.ReadAsync(new DatasetRead("credits", null, []), stop.Token).ToListAsync());
        Assert.Single(harness.Stub.Seen);
    }

    [Fact]
    public async Task Read_NoConnection_IsUnavailable()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, Thrice);
        harness.Stub.On("GET /credits", _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"));

        var exception = await harness.FailAsync("credits");

        Assert.Equal(ProviderFailure.Unavailable, exception.Failure);
        Assert.Contains("no connection", exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, harness.Stub.Seen.Count);
    }

    [Fact]
    public async Task Read_ManyFailures_OpenTheCircuitUntilTheBreakIsOver()
    {
        var transport = new ManualClock(ReaderHarness.Now);
        var settings = ReaderHarness.Once with { CircuitThroughput = 3 };
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, settings, transport);
        harness.Stub.On("GET /credits", StubProvider.Error(503), StubProvider.Error(503), StubProvider.Error(503), StubProvider.Json(Credits));
        for (int poll = 0; poll < 3; poll++)
        {
            await harness.FailAsync("credits");
        }

        var exception = await harness.FailAsync("credits");
        int asked = harness.Stub.Seen.Count;
        transport.Advance(settings.CircuitBreak + TimeSpan.FromSeconds(1));
        await harness.ReadOneAsync<ProviderFact.Balance>("credits");

        Assert.Equal(ProviderFailure.Unavailable, exception.Failure);
        Assert.Contains("503", exception.Message, StringComparison.Ordinal);
        Assert.NotNull(exception.RetryAfter);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Read_ManyRefusals_LeaveTheCircuitClosed()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, ReaderHarness.Once with { CircuitThroughput = 2 });
        harness.Stub.On("GET /credits", _ => StubProvider.Error(403));
        for (int poll = 0; poll < 5; poll++)
        {
            Assert.Equal(403, (await harness.FailAsync("credits")).Status);
        }

        Assert.Equal(5, harness.Stub.Seen.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>502 Bad Gateway</body></html>")]
    [InlineData("""{"data":{"total_credits":100""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"data":{"total_credits":"many","total_usage":1}}""")]
    [InlineData("""{"data":{"total_credits":1e99,"total_usage":1}}""")]
    [InlineData("""{"data":{"total_usage":1}}""")]
    [InlineData("""{"data":null}""")]
    public async Task Read_NonsenseBody_IsMalformedAndAskedOnce(string body)
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, Thrice);
        harness.Stub.On("GET /credits", StubProvider.Json(body));

        var exception = await harness.FailAsync("credits");

        Assert.Equal(ProviderFailure.Malformed, exception.Failure);
        Assert.Contains("GET /credits", exception.Message, StringComparison.Ordinal);
        Assert.Single(harness.Stub.Seen);
    }

    [Fact]
    public async Task Read_AnErrorInsideA200_IsThatError()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /credits", StubProvider.Json("""{"error":{"code":402,"message":"Insufficient credits."}}"""));

        Assert.Equal(ProviderFailure.Payment, (await harness.FailAsync("credits")).Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_AnswerBeyondTheCap_IsMalformed(bool saysItsLength)
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, ReaderHarness.Once with { LargestAnswer = 1000 });
        var content = new StreamContent(new MemoryStream(new byte[1001]));
        content.Headers.ContentLength = saysItsLength ? 1001 : null;
        harness.Stub.On("GET /credits", new HttpResponseMessage { Content = content });

        var exception = await harness.FailAsync("credits");

        Assert.Equal(ProviderFailure.Malformed, exception.Failure);
        Assert.Contains("larger", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ErrorThatEchoesTheKey_ShowsItNowhere()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, change: account => account with { ApiKey = new Secret("plain-key-1234") });
        harness.Stub.On("GET /credits", StubProvider.Error(401, """{"error":{"code":401,"message":"Key plain-key-1234 and sk-or-v1-another are unknown to dana@example.com"}}"""));

        string all = (await harness.FailAsync("credits")).ToString();

        Assert.DoesNotContain("plain-key", all, StringComparison.Ordinal);
        Assert.DoesNotContain("another", all, StringComparison.Ordinal);
        Assert.DoesNotContain("dana@", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_LongErrorPage_IsCut()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /credits", StubProvider.Error(500, new string('x', 100_000)));

        Assert.InRange((await harness.FailAsync("credits")).Message.Length, 1, 400);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/v1")]
    [InlineData("http://127.0.0.1:1/v1/")]
    public async Task Read_BaseUrl_WorksWithAndWithoutTrailingSlash(string baseUrl)
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, change: account => account with { BaseUrl = baseUrl });
        harness.Stub.On("GET /credits", StubProvider.Json(Credits));

        await harness.ReadOneAsync<ProviderFact.Balance>("credits");

        Assert.Equal("http://127.0.0.1:1/v1/credits", harness.Stub.Seen[0].Uri.AbsoluteUri);
        Assert.Equal($"Bearer {ReaderHarness.Key}", harness.Stub.Seen[0].Authorization);
    }
}
