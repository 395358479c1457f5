using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>When an account was last seen, and what stands in the way (R5).</summary>
/// <param name="ObservedAt">The end of the last poll that went well; null: never.</param>
/// <param name="Failing">The failed polls since then, newest first.</param>
internal sealed record Freshness(DateTimeOffset? ObservedAt, IReadOnlyList<PollRun> Failing)
{
    public const string NeverRead = "Never read yet: nothing is known.";

    private const int Polls = 10;

    /// <summary>Missed polls that are no more than a hiccup.</summary>
    private const int Patience = 3;
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(15);

    public static async Task<Freshness> ReadAsync(
        ISpendLedger ledger, AccountOptions account, IReadOnlyDictionary<string, DatasetMark> marks, CancellationToken cancellationToken)
    {
        var polls = await ledger.PollsAsync(account.Name, Math.Max(Polls, account.BlindAfter + 1), cancellationToken);
        var failing = polls.TakeWhile(poll => !poll.Ok).ToList();
        DateTimeOffset? seen = failing.Count < polls.Count ? polls[failing.Count].EndedAt : null;

        // A meter's limit or a name is read also by a key that may not see its spend.
        var told = marks.Values.Where(mark => account.Provider != ProviderKind.OpenAI || mark.ReadUntil is not null);

        return new(seen ?? told.Max(static mark => (DateTimeOffset?)mark.DoneAt), failing);
    }

    public IEnumerable<string> BlindSpots(AccountOptions account, DateTimeOffset now)
    {
        if (Failing.Count > 0)
        {
            yield return $"The last {(Failing.Count == 1 ? "poll" : $"{Failing.Count} polls")} failed: {Failing[0].Message ?? Failing[0].Failure.ToString()}";
        }

        var patience = account.PollEvery * Patience;
        if (ObservedAt is { } seen && now - seen > (patience > Shortest ? patience : Shortest))
        {
            yield return $"Last read {seen:yyyy-MM-dd HH:mm} UTC: newer figures are not known.";
        }
        else if (ObservedAt is null)
        {
            yield return NeverRead;
        }
    }
}
