using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Reconciliation;

namespace Spendwall.Bot.Tests.Signals.Reconciliation;

/// <summary>A billed day of both sides' hourly sums with known faults, one of a kind in a cell: how many requests are of which class, and what each class adds.</summary>
internal sealed class BucketDay
{
    public static readonly DateTimeOffset Start = new(2026, 11, 12, 0, 0, 0, TimeSpan.Zero);

    public List<BucketUse> Local { get; } = [];

    public List<BucketUse> Charged { get; } = [];

    public Dictionary<RecordClass, long> Requests { get; } = [];

    public Dictionary<RecordClass, Usd> Differences { get; } = [];

    public Usd Billed { get; private set; }

    /// <summary>Lines of the bill that no usage tells of.</summary>
    public Usd Hidden { get; } = new(987_654_321);

    /// <summary>The model whose callers reckon with another price.</summary>
    public const string Dearer = "m2";

    public static BucketDay Make(int seed)
    {
        var random = new Random(seed);
        var day = new BucketDay();
        for (int hour = 0; hour < 24; hour++)
        {
            for (int model = 0; model < 3; model++)
            {
                for (int key = 0; key < 3; key++)
                {
                    day.Cell(random, new(Start.AddHours(hour), new($"m{model}", $"proj_{key % 2}", $"key_{key}")) { Requests = random.Next(2, 500) });
                }
            }
        }

        day.Billed += day.Hidden;

        return day;
    }

    /// <summary>USD by model and kind: exact in nano-dollars.</summary>
    public static Usd? Price(BucketUse use) => new((((use.InputTokens!.Value - (use.CachedTokens ?? 0)) * 300) + ((use.CachedTokens ?? 0) * 30) + (use.OutputTokens!.Value * 1500)) * (use.Series.Model[1] - '0' + 1));

    private void Cell(Random random, BucketUse use)
    {
        use = use with { InputTokens = use.Requests * random.Next(100, 4_000), OutputTokens = use.Requests * random.Next(10, 900) };
        use = use with { CachedTokens = use.InputTokens / 3 };
        var lost = new BucketUse(use.Hour, use.Series) { Requests = random.Next(1, (int)use.Requests), InputTokens = random.Next(50_000, 90_000), CachedTokens = 20_000, OutputTokens = random.Next(1, 9_000) };
        var local = use;
        var charged = use;
        switch (random.Next(7))
        {
            case 0:
                charged = use + lost;
                Note(RecordClass.MissingHere, lost.Requests, Price(lost)!.Value);
                break;
            case 1:
                local = use + lost;
                Note(RecordClass.MissingThere, lost.Requests, -Price(lost)!.Value);
                break;
            case 2:
                charged = use with { OutputTokens = use.OutputTokens + 5_000 };
                Note(RecordClass.TokenMismatch, use.Requests, new(5_000 * 1500 * (use.Series.Model[1] - '0' + 1)));
                break;
        }

        long same = charged.Requests == local.Requests && charged.OutputTokens != local.OutputTokens ? 0 : use.Requests;
        var told = Price(local)!.Value;
        if (use.Series.Model == Dearer)
        {
            told -= new Usd(told.Nanos / 5);
            Note(RecordClass.PriceMismatch, same, Price(local)!.Value - told);
        }
        else
        {
            Note(RecordClass.Matched, same, Usd.Zero);
        }

        // The callers tell in parts, and not everybody tells of the cache.
        foreach (var part in Parts(local with { Cost = told }))
        {
            Local.Add(part);
        }

        Charged.Add(charged with { Cost = Price(charged) });
        Billed += Price(charged)!.Value;
    }

    private static IEnumerable<BucketUse> Parts(BucketUse use)
    {
        var first = use with { Requests = 1, InputTokens = use.InputTokens / 2, CachedTokens = null, OutputTokens = use.OutputTokens / 2, Cost = new(use.Cost!.Value.Nanos / 2) };
        yield return first;
        yield return use with
        {
            Requests = use.Requests - 1,
            InputTokens = use.InputTokens - first.InputTokens,
            OutputTokens = use.OutputTokens - first.OutputTokens,
            Cost = use.Cost - first.Cost,
        };
    }

    private void Note(RecordClass recordClass, long requests, Usd difference)
    {
        Requests[recordClass] = Requests.GetValueOrDefault(recordClass) + requests;
        Differences[recordClass] = Differences.GetValueOrDefault(recordClass) + difference;
    }
}
