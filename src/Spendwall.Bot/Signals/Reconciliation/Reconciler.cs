using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Reconciliation;

/// <summary>
/// Puts each record of either side into one class. Every local record and every charged record is in exactly one row, so
/// the local costs plus all differences are the provider's charges to the nano-dollar.
/// </summary>
public static class Reconciler
{
    /// <summary>Less is the rounding of the wire's doubles.</summary>
    public static readonly Usd Rounding = new(1000);

    /// <param name="local">Any order; one id may have several attempts.</param>
    /// <param name="charged">Any order, each id once.</param>
    /// <param name="settledUntil">What began at or after this may not be visible at the provider yet.</param>
    /// <returns>In the order of their time.</returns>
    /// <exception cref="ArgumentException">An id is charged twice.</exception>
    public static IReadOnlyList<ReconciledRow> Reconcile(IReadOnlyCollection<LocalRequest> local, IReadOnlyCollection<ChargedRequest> charged, DateTimeOffset settledUntil)
    {
        var there = charged.ToDictionary(static request => request.Id, StringComparer.Ordinal);
        var rows = new List<ReconciledRow>(local.Count + charged.Count);
        var alone = new List<LocalRequest>();
        var twins = new HashSet<Twin>();
        foreach (var attempts in local.GroupBy(static request => request.Id, StringComparer.Ordinal))
        {
            if (!there.Remove(attempts.Key, out var known))
            {
                alone.AddRange(attempts);
                continue;
            }

            var paid = Paid(attempts, known);
            foreach (var attempt in attempts)
            {
                rows.Add(ReferenceEquals(attempt, paid) ? new(Both(attempt, known), attempt, known) : new(Spare(attempt), attempt, null));
                twins.Add(Twin.Of(attempt));
            }
        }

        rows.AddRange(there.Values.Select(static request => new ReconciledRow(RecordClass.MissingHere, null, request)));

        // Of two that tell the same under two ids, neither of them known there, the first is the one that got lost.
        foreach (var request in alone.OrderBy(static request => request.Id, StringComparer.Ordinal).ThenBy(static request => request.Attempt))
        {
            rows.Add(new(Alone(request, settledUntil, twins), request, null));
        }

        return [.. rows.OrderBy(static row => row.At).ThenBy(static row => row.Id, StringComparer.Ordinal).ThenBy(static row => row.Local?.Attempt)];
    }

    /// <summary>The attempt that the charge is for: the one whose cost is nearest, of those the last that did not fail.</summary>
    private static LocalRequest Paid(IEnumerable<LocalRequest> attempts, ChargedRequest known) => attempts
        .OrderBy(attempt => attempt.Cost is { } cost && known.Cost is { } paid ? Math.Abs(cost.Nanos - paid.Nanos) : long.MaxValue)
        .ThenBy(static attempt => attempt.Failed)
        .ThenByDescending(static attempt => attempt.Attempt)
        .First();

    private static RecordClass Both(LocalRequest local, ChargedRequest charged)
    {
        bool isCharged = charged.Cost > Usd.Zero;
        if (local.Failed || charged.Failed)
        {
            return isCharged ? RecordClass.FailedButCharged : RecordClass.NotCharged;
        }

        if ((local.FromCache || charged.FromCache) && !isCharged)
        {
            return RecordClass.Cached;
        }

        if (Differ(local.InputTokens, charged.InputTokens) || Differ(local.OutputTokens, charged.OutputTokens))
        {
            return RecordClass.TokenMismatch;
        }

        return local.Cost is { } here && charged.Cost is { } there && Math.Abs(there.Nanos - here.Nanos) > Rounding.Nanos ? RecordClass.PriceMismatch : RecordClass.Matched;
    }

    /// <summary>Another attempt under an id whose one charge belongs to a better one.</summary>
    private static RecordClass Spare(LocalRequest attempt) => attempt.Failed && !(attempt.Cost > Usd.Zero) ? RecordClass.NotCharged : RecordClass.Duplicate;

    private static RecordClass Alone(LocalRequest request, DateTimeOffset settledUntil, HashSet<Twin> twins)
    {
        if (request.At >= settledUntil)
        {
            return RecordClass.Pending;
        }

        if (request.Failed && !(request.Cost > Usd.Zero))
        {
            return RecordClass.NotCharged;
        }

        return twins.Add(Twin.Of(request)) ? RecordClass.MissingThere : RecordClass.Duplicate;
    }

    /// <summary>What only one side told is no difference.</summary>
    private static bool Differ(long? one, long? other) => one is { } a && other is { } b && a != b;

    /// <summary>One request told under two ids has all of this alike.</summary>
    private readonly record struct Twin(DateTimeOffset At, string Model, string Caller, long? Input, long? Output, Usd? Cost, string? OnlyItself)
    {
        // Without tokens two requests of one moment may well be two.
        public static Twin Of(LocalRequest request) => new(
            request.At, request.Model, request.Caller, request.InputTokens, request.OutputTokens, request.Cost,
            request.InputTokens is null && request.OutputTokens is null ? $"{request.Id} {request.Attempt}" : null);
    }
}
