using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Governance;

/// <summary>The exceptions from budgets, for those who read them.</summary>
public sealed class ExceptionBook(ExceptionStore store)
{
    public Task<BudgetException?> FindAsync(long number, CancellationToken cancellationToken) => store.FindAsync(number, cancellationToken);

    /// <summary>Those that wait for a decision or last, oldest first.</summary>
    public Task<IReadOnlyList<BudgetException>> OpenAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    /// <summary>Open ones and those that were decided or ended lately, oldest first.</summary>
    public Task<IReadOnlyList<BudgetException>> SinceAsync(DateTimeOffset since, CancellationToken cancellationToken) => store.SinceAsync(since, cancellationToken);

    /// <summary>What happened in a range and what comes after it, for a summary.</summary>
    /// <param name="ahead">How long after the range an end is worth a word.</param>
    public async Task<ExceptionDigest> DigestAsync(UtcRange range, TimeSpan ahead, CancellationToken cancellationToken)
    {
        var near = await store.SinceAsync(range.Start, cancellationToken);

        return new(
            [.. near.Where(one => one.State is ExceptionState.Approved or ExceptionState.Expired && one.DecidedAt is { } at && range.Contains(at))],
            [.. near.Where(one => one.State == ExceptionState.Denied && one.DecidedAt is { } at && range.Contains(at))],
            [.. near.Where(one => one.State is ExceptionState.Approved or ExceptionState.Expired && range.Contains(one.Until))],
            [.. near.Where(one => one.State == ExceptionState.Approved && one.Until >= range.End && one.Until < range.End + ahead)],
            [.. near.Where(one => one.State == ExceptionState.Pending && one.RequestedAt < range.End)]);
    }
}

/// <param name="Granted">In the range, whether they last or not.</param>
/// <param name="Denied">In the range.</param>
/// <param name="Ended">Their time ended in the range.</param>
/// <param name="Expiring">Those that last and end soon after it.</param>
/// <param name="Waiting">Those that nobody has decided.</param>
public sealed record ExceptionDigest(
    IReadOnlyList<BudgetException> Granted,
    IReadOnlyList<BudgetException> Denied,
    IReadOnlyList<BudgetException> Ended,
    IReadOnlyList<BudgetException> Expiring,
    IReadOnlyList<BudgetException> Waiting);
