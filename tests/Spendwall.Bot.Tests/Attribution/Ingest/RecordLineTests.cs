using System.Text;
using Spendwall.Bot.Attribution.Ingest;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Tests.Attribution.Ingest;

public sealed class RecordLineTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly SpendwallOptions One = new() { Accounts = [new() { Name = "openrouter-main" }] };

    private static readonly SpendwallOptions Two = new() { Accounts = [new() { Name = "openrouter-main" }, new() { Name = "openai-acme", Provider = ProviderKind.OpenAI }] };

    [Fact]
    public void Read_EveryField_IsUnderstood()
    {
        var record = Good(
            """
            {"id":"gen-1","account":"openrouter-main","time":"2026-11-21T06:00:00.125Z","attempt":2,"parent_id":"gen-0","project":"web","workflow":"summaries","caller":"batch-7","customer":"acme",
             "model":"x/asked","model_served":"x/served","route":"Nebius","endpoint":"chat","status":429,"error_code":"rate_limit_exceeded","input_tokens":1200,"cached_tokens":200,"cache_write_tokens":10,
             "output_tokens":300,"reasoning_tokens":50,"cost":0.00123,"cost_source":"provider","cost_at":1795240800,"upstream_cost":"0.5","accepted":true,"accepted_at":"2026-11-21","tries":3,"from_cache":false,
             "duration_ms":1234,"prompt":"hush","messages":[{"role":"user","content":"hush"}]}
            """);

        Assert.Equal(("openrouter-main", "gen-1", 2, "gen-0"), (record.Account, record.Id, record.Attempt, record.ParentId));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 6, 0, 0, 125, TimeSpan.Zero), record.Time);
        Assert.Equal(
            new RequestLabels { Project = "web", Workflow = "summaries", Caller = "batch-7", Customer = "acme", ModelRequested = "x/asked", ModelServed = "x/served", Route = "Nebius", Endpoint = "chat" },
            record.Labels);
        Assert.Equal((429, ErrorCause.RateLimit, "rate_limit_exceeded"), (record.Status!.Value, record.Cause!.Value, record.ErrorCode));
        Assert.Equal((1200, 200, 10, 300, 50), (record.InputTokens, record.CachedTokens, record.CacheWriteTokens, record.OutputTokens, record.ReasoningTokens));
        Assert.Equal((Usd.FromDollars(0.00123m), CostSource.Provider, DateTimeOffset.FromUnixTimeSeconds(1795240800), Usd.FromDollars(0.5m)), (record.Cost!.Value, record.CostSource, record.CostAt!.Value, record.UpstreamCost!.Value));
        Assert.Equal((true, Now.Date, 3, false, 1234L), (record.Accepted, record.AcceptedAt!.Value.UtcDateTime, record.Tries, record.FromCache, record.DurationMs));
        Assert.NotNull(record.Fingerprint);
    }

    [Fact]
    public void Read_ProvidersAnswer_TakesTheFiguresOfItsUsage()
    {
        var record = Good("""{"id":"gen-1","created":1795240800,"model":"x/y","choices":[{"message":{"content":"hush"}}],"usage":{"prompt_tokens":10,"completion_tokens":5,"cost":0.95,"id":"no","prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2},"cost_details":{"upstream_inference_cost":19}}}""");

        Assert.Equal((10L, 4L, 5L, 2L), (record.InputTokens, record.CachedTokens, record.OutputTokens, record.ReasoningTokens));
        Assert.Equal((Usd.FromDollars(0.95m), Usd.FromDollars(19)), (record.Cost, record.UpstreamCost));
    }

    [Fact]
    public void Read_NothingTold_IsUnknownAndNotZero()
    {
        var record = Good("""{"id":"gen-1","time":"2026-11-21T06:00:00Z","cost":null}""");

        Assert.Null(record.Cost);
        Assert.Null(record.InputTokens);
        Assert.Null(record.Accepted);
        Assert.Null(record.Fingerprint);
        Assert.Equal(RequestOutcome.NotTold, RequestOutcome.Of(record));
    }

    [Fact]
    public void Read_AcceptedMark_IsALaterWord()
    {
        var record = Good("""{"id":"gen-1","accepted":true}""");

        Assert.Equal((null, true), (record.Time, record.Accepted));
    }

    [Theory]
    [InlineData("""{"error":{"code":402,"message":"Insufficient credits. Add more"}}""", ErrorCause.CreditsExhausted)]
    [InlineData("""{"status":402,"error":{"code":402,"message":"no","metadata":{"limit_source":"openrouter_in_flight_budget"}}}""", ErrorCause.InFlightBudget)]
    [InlineData("""{"status":402,"error":"You requested up to 16384 tokens, but can only afford 3919"}""", ErrorCause.RequestTooDear)]
    [InlineData("""{"status":403,"error":"Key limit exceeded (monthly limit)."}""", ErrorCause.KeyLimit)]
    [InlineData("""{"status":401}""", ErrorCause.InvalidKey)]
    [InlineData("""{"status":404}""", ErrorCause.NotFound)]
    [InlineData("""{"status":429}""", ErrorCause.RateLimit)]
    [InlineData("""{"status":529}""", ErrorCause.ProviderDown)]
    [InlineData("""{"error_code":"what_ever"}""", ErrorCause.Unknown)]
    public void Read_Errors_KeepTheirCauseOnly(string fields, ErrorCause expected)
    {
        var record = Good($$"""{"id":"gen-1","time":1795240800,{{fields[1..]}}""");

        Assert.Equal(expected, record.Cause);
        Assert.True(RequestOutcome.Of(record).Failed);
    }

    [Theory]
    [InlineData("""{"time":1795240800}""", "id is missing")]
    [InlineData("""{"id":"a b","time":1795240800}""", "id is no id")]
    [InlineData("""{"id":7,"time":1795240800,"input_tokens":"secret words"}""", "input_tokens is no whole number")]
    [InlineData("""{"id":"a","time":"secret words"}""", "time is no time")]
    [InlineData("""{"id":"a","time":1795240800,"cost":-1}""", "cost is no amount")]
    [InlineData("""{"id":"a","time":1795240800,"cost":1e999}""", "cost is no amount")]
    [InlineData("""{"id":"a","time":1795240800,"input_tokens":1e30}""", "input_tokens is no whole number")]
    [InlineData("""{"id":"a","time":1795240800,"input_tokens":1.5}""", "input_tokens is no whole number")]
    [InlineData("""{"id":"a","time":1795240800,"status":99}""", "status is no HTTP status")]
    [InlineData("""{"id":"a","time":1795240800,"attempt":0}""", "attempt is no count")]
    [InlineData("""{"id":"a","time":1795240800,"accepted":"maybe"}""", "accepted is neither")]
    [InlineData("""{"id":"a","time":1795240800,"cost":1,"usage":{"cost":2}}""", "cost is told twice")]
    [InlineData("""{"id":"a","id":"b","time":1795240800}""", "id is told twice")]
    [InlineData("""{"id":"a","time":1795240800,"workflow":"two\nlines"}""", "workflow is no label")]
    [InlineData("""{"id":"a","time":1795240800,"workflow":"\ud800"}""", "workflow is no valid text")]
    [InlineData("""{"id":"a","time":1795240800,"workflow":["x"]}""", "workflow is a list")]
    [InlineData("""{"id":"a","time":"2026-08-01"}""", "time is older than Retention:Requests, 90 days")]
    [InlineData("""{"id":"a","time":"2026-11-23"}""", "time is more than a day ahead")]
    [InlineData("""{"id":"a"}""", "says nothing")]
    [InlineData("""{"id":"a","account":"secret words","accepted":true}""", "account is none of")]
    [InlineData("""{"id":"a","accepted":true} {}""", "no JSON object")]
    [InlineData("""{"id":"a","accepted":true""", "no JSON object")]
    [InlineData("[1]", "no JSON object")]
    [InlineData("secret words", "no JSON object")]
    public void Read_LineThatCannotBe_IsRefusedInWordsThatHoldNothingOfIt(string line, string part)
    {
        var (record, fault) = Read(line, One);

        Assert.Null(record);
        Assert.Contains(part, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeepJson_IsRefusedOrSteppedOver()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 100_000));

        Assert.NotNull(Read($$"""{"id":"a","x":{{deep}}""", One).Fault);
    }

    [Fact]
    public void Judge_SeveralAccounts_NeedsAName()
    {
        Assert.Contains("account is missing", Read("""{"id":"a","accepted":true}""", Two).Fault, StringComparison.Ordinal);
        Assert.Equal("openai-acme", Read("""{"id":"a","accepted":true,"account":"OPENAI-acme"}""", Two).Record!.Account);
        Assert.Equal("openai-acme", Read("""{"id":"a","accepted":true}""", Two, "openai-acme").Record!.Account);
        Assert.Contains("account is none of", Read("""{"id":"a","accepted":true}""", Two, "nobody").Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Fingerprint_EqualSizes_AreEqualAndOthersAreNot()
    {
        long? one = Good("""{"id":"a","time":1795240800,"workflow":"w","model":"m","input_tokens":100}""").Fingerprint;
        long? same = Good("""{"id":"b","time":1795240801,"workflow":"w","model":"m","input_tokens":100,"output_tokens":7}""").Fingerprint;
        long? other = Good("""{"id":"c","time":1795240801,"workflow":"w","model":"m","input_tokens":101}""").Fingerprint;

        Assert.Equal(one, same);
        Assert.NotEqual(one, other);
    }

    /// <summary>Bytes of all kinds: never an exception, always one answer.</summary>
    [Fact]
    public void Read_MutatedLines_NeverThrows()
    {
        byte[] line = Encoding.UTF8.GetBytes("""{"id":"gen-1","time":"2026-11-21T06:00:00Z","model":"x/y","status":402,"error":{"code":402,"message":"Insufficient"},"input_tokens":10,"cost":0.0012,"usage":{"x":[1,{"y":null}]},"workflow":"\u00e4"}""");
        var random = new Random(7);
        var parser = new RecordLine();
        var draft = new RecordDraft();
        var judge = new RecordJudge(One, null, RequestSource.Lines, Now);
        int good = 0;
        for (int i = 0; i < 100_000; i++)
        {
            byte[] mutant = [.. line];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                mutant[random.Next(mutant.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : line[random.Next(line.Length)]);
            }

            var part = mutant.AsSpan(0, random.Next(4) == 0 ? random.Next(mutant.Length) : mutant.Length);
            var (record, fault) = parser.Read(part, draft) is { } wrong ? (null, wrong) : judge.Judge(draft);
            Assert.True(record is null != fault is null);
            good += record is null ? 0 : 1;
        }

        Assert.InRange(good, 100, 99_000);
    }

    private static RequestRecord Good(string line)
    {
        var (record, fault) = Read(line.ReplaceLineEndings(""), One);
        Assert.Null(fault);

        return record!;
    }

    private static (RequestRecord? Record, string? Fault) Read(string line, SpendwallOptions options, string? account = null)
    {
        var draft = new RecordDraft();

        return new RecordLine().Read(Encoding.UTF8.GetBytes(line), draft) is { } fault ? (null, fault) : new RecordJudge(options, account, RequestSource.Lines, Now).Judge(draft);
    }
}
