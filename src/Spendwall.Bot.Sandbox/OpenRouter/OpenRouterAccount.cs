using Spendwall.Bot.Money;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>The account behind the stand-in: what it bought, used and may see at the simulated now.</summary>
internal sealed class OpenRouterAccount
{
    private readonly Lock gate = new();
    private readonly List<TopUp> topUps;
    private readonly List<Completion> completions = [];
    private readonly decimal openingCredits;
    private (DateTimeOffset At, decimal Credits, decimal Usage)? credits;

    public OpenRouterAccount(SpendSeries series, TimeProvider clock, OpenRouterStandInOptions options)
    {
        Series = series;
        Clock = clock;
        Options = options;
        Callers = new(series, options.Seed);
        Prices = new(series);
        ManagementKey = $"sk-or-v1-{StableHash.Hex(options.Seed, "openrouter-management")}";
        openingCredits = options.OpeningCredits ?? decimal.Ceiling(series.Usd) + 1000;
        topUps = [.. options.TopUps];
    }

    public SpendSeries Series { get; }

    public TimeProvider Clock { get; }

    public OpenRouterStandInOptions Options { get; }

    public CallerBook Callers { get; }

    public ModelPrices Prices { get; }

    public string ManagementKey { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>USD bought and used, up to a minute old.</summary>
    public (decimal Credits, decimal Usage) Credits()
    {
        var now = Now;
        lock (gate)
        {
            if (credits is not { } known || now - known.At >= Options.CreditsCachedFor)
            {
                known = (now, CreditsAt(now), Series.UsdUntil(now) + completions.Sum(static one => one.Usd));
                credits = known;
            }

            return (known.Credits, known.Usage);
        }
    }

    /// <summary>Buys credits now; they show when the cached figure runs out.</summary>
    /// <returns>All credits ever bought.</returns>
    public decimal Buy(decimal usd)
    {
        var now = Now;
        lock (gate)
        {
            topUps.Add(new(now, usd));

            return CreditsAt(now);
        }
    }

    /// <summary>What a caller used since its first request, today, this week and this month.</summary>
    public IReadOnlyDictionary<string, KeyUsage> UsageByCaller()
    {
        var now = Now;
        var (day, week, month) = (now.FloorDay(), now.FloorWeek(), now.FloorMonth());
        var usage = Callers.All.ToDictionary(caller => caller.Name, _ => new KeyUsage(), StringComparer.Ordinal);
        foreach (var row in Series.Rows.TakeWhile(row => row.Hour < now))
        {
            usage[row.Caller].Add(row.Between(row.Hour, now).Usd, row.Hour, day, week, month);
        }

        foreach (var completion in Completions)
        {
            usage[completion.Caller].Add(completion.Usd, completion.At, day, week, month);
        }

        return usage;
    }

    /// <summary>Requests that somebody really sent, beside the series.</summary>
    public IReadOnlyList<Completion> Completions
    {
        get
        {
            lock (gate)
            {
                return [.. completions];
            }
        }
    }

    public void Add(Completion completion)
    {
        lock (gate)
        {
            completions.Add(completion);
        }
    }

    public ContractError? OutageNow()
    {
        var now = Now;

        return Options.Outages.Any(outage => outage.Contains(now)) ? OpenRouterErrors.Of(503) : null;
    }

    private decimal CreditsAt(DateTimeOffset now) => openingCredits + topUps.Where(topUp => topUp.At <= now).Sum(topUp => topUp.Usd);
}

/// <summary>One request to a model.</summary>
internal sealed record Completion(string Id, string Caller, string Model, DateTimeOffset At, long InputTokens, long OutputTokens, decimal Usd);

/// <summary>USD by window; weeks begin on Monday.</summary>
internal sealed class KeyUsage
{
    public decimal Total { get; private set; }

    public decimal Daily { get; private set; }

    public decimal Weekly { get; private set; }

    public decimal Monthly { get; private set; }

    public DateTimeOffset? LastHour { get; private set; }

    public void Add(decimal usd, DateTimeOffset hour, DateTimeOffset day, DateTimeOffset week, DateTimeOffset month)
    {
        Total += usd;
        Daily += hour >= day ? usd : 0;
        Weekly += hour >= week ? usd : 0;
        Monthly += hour >= month ? usd : 0;
        LastHour = hour;
    }

    public decimal In(string? reset) => reset switch
    {
        "daily" => Daily,
        "weekly" => Weekly,
        "monthly" => Monthly,
        _ => Total,
    };
}
