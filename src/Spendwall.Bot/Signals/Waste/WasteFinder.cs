using System.Runtime.InteropServices;

namespace Spendwall.Bot.Signals.Waste;

/// <summary>
/// Finds what was paid for and brought nothing new, from records in the order of their time. Each request is counted in one
/// kind at most. Memory is that of a day's distinct requests.
/// </summary>
public sealed class WasteFinder
{
    /// <summary>From this many in a row on it is a loop.</summary>
    private const int Loop = 5;

    /// <summary>A job of fewer requests is no job.</summary>
    private const int Job = 20;

    /// <summary>So much of an hour's distinct requests was there in one earlier hour.</summary>
    private const double SameJob = 0.8;

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private readonly Dictionary<(WasteKind, WasteSource), WasteFound> found = [];
    private readonly Dictionary<WasteSource, Dictionary<long, Run>> runs = [];
    private readonly Dictionary<(string Id, WasteSource Source), WasteRequest> attempts = [];
    private readonly Dictionary<WasteSource, HourOf> hours = [];
    private DateTimeOffset last = DateTimeOffset.MinValue;
    private DateTimeOffset swept = DateTimeOffset.MinValue;

    /// <exception cref="ArgumentException">It is earlier than the one before.</exception>
    public void Add(WasteRequest request)
    {
        if (request.At < last)
        {
            throw new ArgumentException("The requests are out of order.", nameof(request));
        }

        last = request.At;
        Sweep();
        if (IsRetry(request) || request.Failed)
        {
            return;
        }

        if (request.Print is { } print)
        {
            Repeated(request, print);
        }
    }

    /// <returns>Largest first.</returns>
    public IReadOnlyList<WasteFound> Finish()
    {
        foreach (var (source, hour) in hours)
        {
            Settle(source, hour);
        }

        hours.Clear();
        foreach (var attempt in attempts.Values)
        {
            Judge(attempt);
        }

        attempts.Clear();

        return [.. found.Values.OrderByDescending(static one => one.Cost).ThenByDescending(static one => one.Requests).ThenBy(static one => one.Kind)];
    }

    /// <returns>Whether it is another attempt at a request that came before.</returns>
    private bool IsRetry(WasteRequest request)
    {
        ref var before = ref CollectionsMarshal.GetValueRefOrAddDefault(attempts, (request.Id, request.Source), out bool again);
        if (again && before!.Cost is { Nanos: > 0 })
        {
            Count(WasteKind.PaidRetry, before);
        }

        before = request;

        return again;
    }

    /// <summary>The last attempt stands: what it cost is lost when it failed.</summary>
    private void Judge(WasteRequest attempt)
    {
        if (attempt is { Failed: true, Cost.Nanos: > 0 })
        {
            Count(WasteKind.FailedButCharged, attempt);
        }
    }

    private void Repeated(WasteRequest request, long print)
    {
        if (!hours.TryGetValue(request.Source, out var hour) || hour.Start != Hour(request.At))
        {
            if (hour is not null)
            {
                Settle(request.Source, hour);
            }

            hours[request.Source] = hour = new(Hour(request.At));
        }

        hour.Distinct.Add(print);
        if (!runs.TryGetValue(request.Source, out var prints))
        {
            runs[request.Source] = prints = [];
        }

        if (!prints.TryGetValue(print, out var run))
        {
            prints[print] = run = new(request);
        }
        else if (request.At - run.Last.At <= Soon)
        {
            InARow(run, request);
        }
        else
        {
            run.End(hour);
            hour.Repeats.Add((request, Hour(run.Last.At), run.IsAlike(request)));
        }

        run.Last = request;
        run.Hour = hour;
    }

    private void InARow(Run run, WasteRequest request)
    {
        // The first of them is no repeat.
        if (run.Row.Count == Loop - 1)
        {
            Count(WasteKind.Loop, request);

            return;
        }

        run.Row.Add((request, run.IsAlike(request)));
        if (run.Row.Count == Loop - 1)
        {
            run.Row.ForEach(one => Count(WasteKind.Loop, one.Request));
        }
    }

    /// <summary>Repeats of an hour are one job that ran twice when most of the hour is, and all of it from one earlier hour; else they are single repeats.</summary>
    private void Settle(WasteSource source, HourOf hour)
    {
        foreach (var run in runs[source].Values.Where(run => ReferenceEquals(run.Hour, hour)))
        {
            run.End(hour);
        }

        var jobs = hour.Repeats.GroupBy(static repeat => repeat.From)
            .Where(job => job.Key != hour.Start && job.Count() >= Job && job.Count() >= SameJob * hour.Distinct.Count)
            .Select(static job => job.Key)
            .ToHashSet();
        foreach (var (request, from, isAlike) in hour.Repeats)
        {
            if (jobs.Contains(from))
            {
                Count(WasteKind.DuplicateJob, request);
            }
            else if (isAlike)
            {
                Count(WasteKind.Repeat, request);
            }
        }

        hour.Repeats.Clear();
    }

    private void Count(WasteKind kind, WasteRequest request)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(found, (kind, request.Source), out bool known);
        sum = (known ? sum! : new(kind, request.Source, 0, default, request.At, request.At)).With(request);
    }

    /// <summary>What is a day old is forgotten: once an hour.</summary>
    private void Sweep()
    {
        if (last - swept < TimeSpan.FromHours(1))
        {
            return;
        }

        swept = last;
        foreach (var prints in runs.Values)
        {
            foreach (long print in prints.Where(pair => last - pair.Value.Last.At > Memory).Select(static pair => pair.Key).ToList())
            {
                prints.Remove(print);
            }
        }

        foreach (var (key, attempt) in attempts.Where(pair => last - pair.Value.At > TimeSpan.FromHours(1)).ToList())
        {
            Judge(attempt);
            attempts.Remove(key);
        }
    }

    private static DateTimeOffset Hour(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerHour));

    /// <summary>One print's latest appearances.</summary>
    private sealed class Run(WasteRequest first)
    {
        public WasteRequest Last { get; set; } = first;

        public HourOf? Hour { get; set; }

        /// <summary>Repeats in a row, without the first; full when it is a loop.</summary>
        public List<(WasteRequest Request, bool IsAlike)> Row { get; } = [];

        /// <summary>Sizes alone can be equal by chance; an answer of the same length hardly is.</summary>
        public bool IsAlike(WasteRequest request) => request.OutputTokens is { } output && output == Last.OutputTokens;

        /// <summary>A row too short for a loop is so many single repeats.</summary>
        public void End(HourOf hour)
        {
            if (Row.Count < Loop - 1)
            {
                hour.Repeats.AddRange(Row.Select(one => (one.Request, hour.Start, one.IsAlike)));
            }

            Row.Clear();
        }
    }

    private sealed class HourOf(DateTimeOffset start)
    {
        public DateTimeOffset Start { get; } = start;

        public HashSet<long> Distinct { get; } = [];

        /// <summary>With the hour in which the same was asked for before.</summary>
        public List<(WasteRequest Request, DateTimeOffset From, bool IsAlike)> Repeats { get; } = [];
    }
}
