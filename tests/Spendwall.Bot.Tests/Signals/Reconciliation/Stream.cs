using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Reconciliation;

namespace Spendwall.Bot.Tests.Signals.Reconciliation;

/// <summary>A month of requests with known faults: what each record's class must be, and what the account was charged.</summary>
internal sealed class Stream
{
    public static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset Settled = Start.AddDays(30);

    public List<LocalRequest> Local { get; } = [];

    public List<ChargedRequest> Charged { get; } = [];

    /// <summary>By id and attempt; attempt 0: the provider's record alone.</summary>
    public Dictionary<(string Id, int Attempt), RecordClass> Truth { get; } = [];

    /// <summary>What the counter of usage rose by.</summary>
    public Usd Moved { get; private set; }

    /// <summary>Charged without any record on either side.</summary>
    public Usd Hidden { get; private set; }

    /// <summary>Charged, and not visible at the provider yet.</summary>
    public Usd Late { get; private set; }

    public static Stream Make(int seed, int requests)
    {
        var random = new Random(seed);
        var stream = new Stream();
        for (int i = 0; i < requests; i++)
        {
            stream.Request(random, i);
        }

        Shuffle(random, stream.Local);
        Shuffle(random, stream.Charged);

        return stream;
    }

    private void Request(Random random, int number)
    {
        string id = $"gen-{number:00000000}";
        var at = Start + TimeSpan.FromMilliseconds(random.NextInt64((long)TimeSpan.FromDays(30).TotalMilliseconds));
        long input = random.Next(1, 20_000);
        long output = random.Next(1, 4_000);
        var cost = new Usd((input * 300) + (output * 1500) + random.Next(1, 1_000));
        var local = new LocalRequest(id, 1, at) { Model = $"m{random.Next(3)}", InputTokens = input, OutputTokens = output, Cost = cost };
        var charged = new ChargedRequest(id, at) { Model = local.Model, InputTokens = input, OutputTokens = output, Cost = cost };
        switch (random.Next(14))
        {
            case 0:
                Add(null, charged, RecordClass.MissingHere);
                break;
            case 1:
                Add(local, null, RecordClass.MissingThere);
                break;
            case 2:
                Add(local, charged with { Cost = new Usd(cost.Nanos + 2_000 + random.Next(1_000_000)) }, RecordClass.PriceMismatch);
                break;
            case 3:
                Add(local, charged with { OutputTokens = output + random.Next(1, 500), Cost = cost + new Usd(random.Next(750_000)) }, RecordClass.TokenMismatch);
                break;
            case 4:
                Add(local, charged, RecordClass.Matched);
                Add(local with { Id = $"own-{number}" }, null, RecordClass.Duplicate);
                break;
            case 5:
                Add(local, charged, RecordClass.Matched);
                Add(local with { Attempt = 2, At = at.AddSeconds(1), Cost = cost + new Usd(5_000) }, null, RecordClass.Duplicate);
                break;
            case 6:
                Add(local with { Cost = Usd.Zero, FromCache = true }, charged with { Cost = Usd.Zero, FromCache = true }, RecordClass.Cached);
                break;
            case 7:
                Add(local with { Failed = true, Cost = null }, charged, RecordClass.FailedButCharged);
                break;
            case 8:
                Add(local with { Failed = true, Cost = null, InputTokens = null, OutputTokens = null }, null, RecordClass.NotCharged);
                break;
            case 9:
                Add(local with { At = Settled.AddSeconds(random.Next(600)) }, null, RecordClass.Pending);
                Late += cost;
                Moved += cost;
                break;
            case 10:
                Hidden += cost;
                Moved += cost;
                break;
            case 11:
                Add(local with { Cost = null }, charged, RecordClass.Matched);
                break;
            default:
                Add(local, charged, RecordClass.Matched);
                break;
        }
    }

    private void Add(LocalRequest? local, ChargedRequest? charged, RecordClass truth)
    {
        if (local is not null)
        {
            Local.Add(local);
        }

        if (charged is not null)
        {
            Charged.Add(charged);
            Moved += charged.Cost!.Value;
        }

        Truth.Add((local?.Id ?? charged!.Id, local?.Attempt ?? 0), truth);
    }

    private static void Shuffle<T>(Random random, List<T> items)
    {
        for (int i = items.Count - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
