using System.Text.RegularExpressions;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>
/// GET <c>/generation?id=gen-…</c>: one average request of a row that the id picks. The first time an id is asked for
/// it is not there yet, as right after a completion.
/// </summary>
internal sealed partial class GenerationEndpoint(OpenRouterAccount account)
{
    private const int Remembered = 10_000;

    private readonly Lock gate = new();
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public void Map(RouteGroupBuilder routes) => routes.MapGet("/generation", ReadAsync);

    private Task ReadAsync(HttpContext context)
    {
        string id = context.Request.Query["id"].ToString();
        if (!Ids().IsMatch(id))
        {
            throw OpenRouterErrors.Refused("id must be a generation id");
        }

        var seen = account.Series.Rows.TakeWhile(row => row.Hour < account.Now).Where(row => row.Amounts.Requests > 0).ToList();
        if (FirstTime(id) || seen.Count == 0)
        {
            throw OpenRouterErrors.Of(404);
        }

        if (account.Completions.FirstOrDefault(completion => completion.Id == id) is { } sent)
        {
            return Answer.WriteAsync(context, 200, new Page<GenerationBody>(Describe(sent)));
        }

        return Answer.WriteAsync(context, 200, new Page<GenerationBody>(Describe(id, seen[(int)(StableHash.Fraction("generation", id) * seen.Count)])));
    }

    private bool FirstTime(string id)
    {
        lock (gate)
        {
            if (asked.Count == Remembered)
            {
                asked.Clear();
            }

            return asked.Add(id);
        }
    }

    private GenerationBody Describe(string id, SpendRow row)
    {
        var caller = account.Callers[row.Caller];
        var one = row.Amounts.Share(1, row.Amounts.Requests);
        string provider = Routes.Of(row.Model)[0];

        return new(id, row.Model, Answer.Iso(row.Hour.AddMinutes(StableHash.Fraction("minute", id) * 60)), caller.WorkspaceId)
        {
            TotalCost = one.Usd,
            TokensPrompt = one.InputTokens,
            TokensCompletion = one.OutputTokens,
            ProviderName = provider,
            ProviderResponses = [new(provider, row.Model, 200, 1200, StableHash.Uuid("endpoint", row.Model, provider).ToString())],
        };
    }

    private GenerationBody Describe(Completion sent) => new(sent.Id, sent.Model, Answer.Iso(sent.At), account.Callers.All.First(caller => caller.Name == sent.Caller).WorkspaceId)
    {
        TotalCost = sent.Usd,
        TokensPrompt = sent.InputTokens,
        TokensCompletion = sent.OutputTokens,
        ProviderName = Routes.Of(sent.Model)[0],
    };

    [GeneratedRegex("^gen-[0-9A-Za-z-]{1,124}$")]
    private static partial Regex Ids();

    private sealed record ProviderResponse(string ProviderName, string ModelPermaslug, int? Status, double Latency, string EndpointId)
    {
        public bool IsByok { get; init; }
    }

    private sealed record GenerationBody(string Id, string Model, string CreatedAt, string? WorkspaceId)
    {
        public string ApiType { get; init; } = "completions";

        public long? AppId { get; init; }

        public decimal? CacheDiscount { get; init; }

        public bool Cancelled { get; init; }

        public string DataRegion { get; init; } = "global";

        public string? ExternalUser { get; init; }

        public string FinishReason { get; init; } = "stop";

        public double GenerationTime { get; init; } = 1100;

        public string? HttpReferer { get; init; }

        public bool IsByok { get; init; }

        public double Latency { get; init; } = 1200;

        public double? ModerationLatency { get; init; }

        public string NativeFinishReason { get; init; } = "stop";

        public long NativeTokensCached { get; init; }

        public long NativeTokensCompletion => TokensCompletion;

        public long NativeTokensCompletionImages { get; init; }

        public long NativeTokensPrompt => TokensPrompt;

        public long NativeTokensReasoning { get; init; }

        public int? NumFetches { get; init; }

        public int? NumInputAudioPrompt { get; init; }

        public int? NumMediaCompletion { get; init; }

        public int? NumMediaPrompt { get; init; }

        public int? NumSearchResults { get; init; }

        public string Origin { get; init; } = "";

        public string? PresetId { get; init; }

        public string? ProviderName { get; init; }

        public IReadOnlyList<ProviderResponse> ProviderResponses { get; init; } = [];

        public string? RequestId { get; init; }

        public string? Router { get; init; }

        public string? ServiceTier { get; init; }

        public string? SessionId { get; init; }

        public bool Streamed { get; init; } = true;

        public long TokensCompletion { get; init; }

        public long TokensPrompt { get; init; }

        public decimal TotalCost { get; init; }

        public string? UpstreamId { get; init; }

        public decimal? UpstreamInferenceCost { get; init; }

        public decimal Usage => TotalCost;

        public string? UserAgent { get; init; }

        public string? WebSearchEngine { get; init; }
    }
}
