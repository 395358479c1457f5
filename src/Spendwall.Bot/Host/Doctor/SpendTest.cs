using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.OpenRouter;

namespace Spendwall.Bot.Host.Doctor;

/// <summary>
/// A guided small prepaid test (R26): a few tiny requests through the user's own key; what the price list promises, what
/// the answer says, what OpenRouter's record says and what left the key are compared. The ids are kept as request records.
/// </summary>
internal sealed class SpendTest(
    AccountReaderFactory readers, ISpendLedger ledger, RequestStore requests, ProviderRecordStore charged, TimeProvider clock, [FromKeyedServices("transport")] TimeProvider transport)
{
    public const int Requests = 3;

    /// <summary>Marks the records of the test.</summary>
    public const string Label = "spend-test";

    private const string Prompt = "Reply with the single word ok.";

    private const int MostOutput = 16;

    /// <summary>Far more than the prompt has, whatever the tokenizer.</summary>
    private const int MostInput = 100;

    /// <summary>A record is visible only some time after its request; the key's counter may lag by a minute.</summary>
    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)];

    /// <summary>Of the wire's doubles.</summary>
    private static readonly Usd Rounding = new(1000);

    /// <param name="most">What it may cost.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(AccountOptions account, Usd most, CancellationToken cancellationToken)
    {
        string subject = $"{account.Name} {Label}";
        if (readers.Create(account) is not IInferenceProbe probe)
        {
            return [new(Verdict.Notice, subject, "only OpenRouter accounts are prepaid and can be tested this way")];
        }

        var findings = new List<Finding>();
        try
        {
            await RunAsync(account, subject, probe, most, findings, cancellationToken);
        }
        catch (ProviderException exception)
        {
            findings.Add(new(Verdict.Fault, subject, exception.Message, exception.Remedy));
        }

        return findings;
    }

    private async Task RunAsync(AccountOptions account, string subject, IInferenceProbe probe, Usd most, List<Finding> findings, CancellationToken cancellationToken)
    {
        if (!await probe.CanAskAsync(cancellationToken))
        {
            findings.Add(new(Verdict.Fault, subject, "there is no ordinary key to test with: a management key cannot ask models", $"put one into InferenceKey of account {account.Name}, best with a small limit"));

            return;
        }

        if (await CheapestAsync(account, cancellationToken) is not { } price)
        {
            findings.Add(new(Verdict.Fault, subject, "no price list is known yet, so nothing can be estimated", "run poll once with a management key, then test again"));

            return;
        }

        var bound = Cost(price, MostInput, MostOutput);
        var all = new Usd(bound.Nanos * Requests);
        if (all > most)
        {
            findings.Add(new(Verdict.Fault, subject, $"even the cheapest known model, {price.Model}, could cost {all} for {Requests} requests, above the limit of {most}", "allow more with --max-usd"));

            return;
        }

        var before = await probe.KeyUsageAsync(cancellationToken);
        var sent = await SendAsync(account, subject, probe, price, findings, cancellationToken);
        var records = await RecordsAsync(account, subject, (IGenerationSource)probe, sent, findings, cancellationToken);
        await DeductionAsync(subject, probe, before, sent, records, findings, cancellationToken);
        bool matches = sent.Count == Requests && findings.TrueForAll(static finding => finding.Verdict == Verdict.Well);
        findings.Add(matches
            ? new(Verdict.Well, subject, $"all of it matches: estimate, answer, record and deduction agree for {Requests} requests, {Sum(records.Select(static record => record.Cost))} in all")
            : new(Verdict.Notice, subject, "not all of it matches; the lines above say where", $"/reconcile {account.Name} tells later what came of the ids"));
    }

    /// <summary>The one whose tiny request costs least, and something: a free model deducts nothing.</summary>
    private async Task<ModelPrice?> CheapestAsync(AccountOptions account, CancellationToken cancellationToken) =>
        (await ledger.PricesAsync(account.Name, clock.GetUtcNow(), cancellationToken))
            .Where(static price => price.Route.Length == 0 && price is { Input: > 0, Output: > 0, Overrides.Count: 0 })
            .OrderBy(static price => Cost(price, MostInput, MostOutput))
            .ThenBy(static price => price.Model, StringComparer.Ordinal)
            .FirstOrDefault();

    private async Task<List<(ProbeAnswer Answer, Usd? Estimate)>> SendAsync(
        AccountOptions account, string subject, IInferenceProbe probe, ModelPrice price, List<Finding> findings, CancellationToken cancellationToken)
    {
        var sent = new List<(ProbeAnswer, Usd?)>();
        for (int number = 1; number <= Requests; number++)
        {
            ProbeAnswer answer;
            var at = clock.GetUtcNow();
            try
            {
                answer = await probe.AskAsync(price.Model, Prompt, MostOutput, cancellationToken);
            }
            catch (ProviderException exception)
            {
                findings.Add(new(Verdict.Fault, subject, $"request {number} of {Requests}: {exception.Message}", exception.Remedy));

                break;
            }

            Usd? estimate = answer is { InputTokens: { } input, OutputTokens: { } output } ? Cost(price, input, output) : null;
            sent.Add((answer, estimate));
            await requests.StoreAsync([ToRecord(account, answer, at)], cancellationToken);
            findings.Add(Compare(subject, $"{ForeignId(answer.Id)}, {price.Model}: {Wording.Count(answer.InputTokens)} + {Wording.Count(answer.OutputTokens)} tokens", "by the price list", estimate, "by the answer", answer.Cost));
        }

        return sent;
    }

    /// <summary>OpenRouter's own record of each, asked for until it is there.</summary>
    private async Task<List<GenerationRecord>> RecordsAsync(
        AccountOptions account, string subject, IGenerationSource source, List<(ProbeAnswer Answer, Usd? Estimate)> sent, List<Finding> findings, CancellationToken cancellationToken)
    {
        var records = new List<GenerationRecord>();
        foreach (var (answer, _) in sent)
        {
            if (await RecordAsync(source, answer.Id, cancellationToken) is not { } record)
            {
                findings.Add(new(Verdict.Notice, subject, $"{ForeignId(answer.Id)} is not in OpenRouter's records after {Wording.Duration(new TimeSpan(Waits.Sum(static wait => wait.Ticks)))}", $"/reconcile {account.Name} asks for it again"));

                continue;
            }

            records.Add(record);
            await charged.StoreAsync(account.Name, [ToRecord(account, record)], null, cancellationToken);
            findings.Add(Compare(subject, ForeignId(answer.Id), "by the answer", answer.Cost, "by its record", record.Cost));
        }

        return records;
    }

    private async Task<GenerationRecord?> RecordAsync(IGenerationSource source, string id, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await source.GenerationAsync(id, cancellationToken);
            }
            catch (ProviderException exception) when (exception.Failure == ProviderFailure.NotFound)
            {
                if (attempt == Waits.Length)
                {
                    return null;
                }

                await Task.Delay(Waits[attempt], transport, cancellationToken);
            }
        }
    }

    /// <summary>What left the key meanwhile; its counter lags, and other requests of the same key count in it too.</summary>
    private async Task DeductionAsync(
        string subject, IInferenceProbe probe, Usd? before, List<(ProbeAnswer Answer, Usd? Estimate)> sent, List<GenerationRecord> records, List<Finding> findings, CancellationToken cancellationToken)
    {
        if (sent.Count == 0 || records.Count < sent.Count)
        {
            return;
        }

        var expected = Sum(records.Select(static record => record.Cost));
        Usd? deducted = null;
        for (int attempt = 0; before is not null; attempt++)
        {
            deducted = await probe.KeyUsageAsync(cancellationToken) - before;
            if (deducted is null || deducted >= expected - Rounding || attempt == Waits.Length)
            {
                break;
            }

            await Task.Delay(Waits[attempt], transport, cancellationToken);
        }

        findings.Add(deducted switch
        {
            null => new(Verdict.Notice, subject, "the key's own counter of usage is not readable, so the deduction is unknown"),
            { } less when less < expected - Rounding => new(Verdict.Notice, subject, $"the records sum to {expected}, and {less} left the key so far", "the counter lags: look at /reconcile in a while"),
            { } more when more > expected + Rounding => new(Verdict.Notice, subject, $"the records sum to {expected}, and {more} left the key", "something else uses this key: test with a key of its own"),
            { } same => new(Verdict.Well, subject, $"{same} left the key, and the records sum to {expected}"),
        });
    }

    private static Finding Compare(string subject, string what, string one, Usd? first, string other, Usd? second)
    {
        string text = $"{what}: {Wording.Money(first)} {one}, {Wording.Money(second)} {other}";

        return (first, second) switch
        {
            ({ } a, { } b) when Math.Abs(a.Nanos - b.Nanos) <= Math.Max(Rounding.Nanos, Math.Abs(b.Nanos) / 100) => new(Verdict.Well, subject, text),
            ({ } a, { } b) => new(Verdict.Notice, subject, $"{text}: {Wording.WithSign(b - a)}", "another price: a route that is dearer or cheaper than the model's list, or a list that is old (poll reads it anew)"),
            _ => new(Verdict.Notice, subject, $"{text}: one of them is not told"),
        };
    }

    private static Usd Cost(ModelPrice price, long input, long output) => Usd.FromDollars((price.Input!.Value * input) + (price.Output!.Value * output) + (price.Request ?? 0));

    private static Usd Sum(IEnumerable<Usd?> costs) => costs.Aggregate(Usd.Zero, static (sum, cost) => sum + (cost ?? Usd.Zero));

    private static string ForeignId(string id) => Chat.ForeignText.Excerpt(id);

    private RequestRecord ToRecord(AccountOptions account, ProbeAnswer answer, DateTimeOffset at) => new()
    {
        Account = account.Name,
        Id = answer.Id,
        Time = at,
        Labels = new() { Workflow = Label, Caller = Label, ModelServed = answer.Model ?? "", Route = answer.Provider ?? "", Endpoint = "chat" },
        Status = 200,
        InputTokens = answer.InputTokens,
        OutputTokens = answer.OutputTokens,
        Cost = answer.Cost,
        CostSource = answer.Cost is null ? CostSource.NotTold : CostSource.Provider,
        Source = RequestSource.Lines,
        SeenAt = clock.GetUtcNow(),
    };

    private ProviderRecord ToRecord(AccountOptions account, GenerationRecord record) => new(account.Name, record.Id, record.CreatedAt ?? clock.GetUtcNow())
    {
        Model = record.Model ?? "",
        Route = record.Provider ?? "",
        Cost = record.Cost,
        InputTokens = record.InputTokens,
        OutputTokens = record.OutputTokens,
    };
}
