using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.Serving;

/// <summary>How an answer goes wrong.</summary>
internal enum FaultKind
{
    /// <summary>Another status, with a body of the provider's own unless one is given.</summary>
    Status,

    /// <summary>The right answer, late.</summary>
    Slow,

    /// <summary>The connection ends in the middle of the answer.</summary>
    Broken,

    /// <summary>Status 200 and JSON that stops in the middle.</summary>
    Malformed,

    /// <summary>A page for people, as a proxy in between would send.</summary>
    Html,

    /// <summary>Every row twice.</summary>
    Duplicate,

    /// <summary>JSON of another shape.</summary>
    WrongType,

    /// <summary>The request is carried out, and the connection ends without an answer.</summary>
    Unanswered,
}

/// <param name="Path">Applies to paths that begin with it, the base path left off: <c>/credits</c>; empty is every path.</param>
internal sealed record Fault(string Path, FaultKind Kind)
{
    public int Status { get; init; } = 503;

    /// <summary>Sent as it is; null is the provider's usual body of that status.</summary>
    public string? Body { get; init; }

    /// <summary>Of <see cref="Body"/>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Sent with <see cref="FaultKind.Status"/>; null: none of its own.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Real time, not simulated.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many requests it hits; null is every one until it is cleared.</summary>
    public int? Times { get; init; }

    /// <summary>The share of the requests it hits, drawn from the plan's seed; the others are answered as usual.</summary>
    public int Percent { get; init; } = 100;
}

/// <summary>The faults that are switched on; the first that fits a request hits it.</summary>
internal sealed class FaultPlan(int seed = 1)
{
    public const int Capacity = 100;

    private readonly Lock gate = new();
    private readonly List<Fault> faults = [];
    private long drawn;

    /// <exception cref="InvalidOperationException">There are too many already.</exception>
    public void Add(Fault fault)
    {
        lock (gate)
        {
            if (faults.Count == Capacity)
            {
                throw new InvalidOperationException($"No more than {Capacity} faults at once.");
            }

            faults.Add(fault);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            faults.Clear();
        }
    }

    /// <summary>The fault for a request, used up by one; null when it is answered as usual.</summary>
    public Fault? Take(string path)
    {
        lock (gate)
        {
            int index = faults.FindIndex(fault => path.StartsWith(fault.Path, StringComparison.Ordinal) && Hits(fault));
            if (index < 0)
            {
                return null;
            }

            var fault = faults[index];
            if (fault.Times is int times)
            {
                if (times <= 1)
                {
                    faults.RemoveAt(index);
                }
                else
                {
                    faults[index] = fault with { Times = times - 1 };
                }
            }

            return fault;
        }
    }

    private bool Hits(Fault fault) => fault.Percent >= 100 || StableHash.Fraction("fault", seed, drawn++) * 100 < fault.Percent;
}
