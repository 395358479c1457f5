using System.Globalization;
using Spendwall.Bot.Ledger.Proposals;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Governance;

/// <summary>Changes that wait for their proposer: single use, for five minutes.</summary>
public sealed class ProposalBook(ProposalStore store)
{
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);

    public Task<Proposal> AddAsync(string line, string state, Actor actor, string? incident, DateTimeOffset now, CancellationToken cancellationToken) => store.AddAsync(
        new() { Line = line, Proposer = actor.Identity, Channel = actor.Channel, Incident = incident, State = state, MadeAt = now, ExpiresAt = now + Lasts }, cancellationToken);

    /// <summary>Uses one up for who proposed it.</summary>
    public async Task<ChangeOutcome<Proposal>> UseAsync(long number, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(number, cancellationToken) is not { } proposal)
        {
            return new ChangeOutcome<Proposal>.Refused("unknown", $"There is nothing to confirm as P-{number}.", "Type the command again.");
        }

        if (!string.Equals(proposal.Proposer, actor.Identity, StringComparison.Ordinal))
        {
            return new ChangeOutcome<Proposal>.Refused("permission", $"{proposal.Id} can be confirmed only by who proposed it.", "Type the command yourself.");
        }

        if (proposal.UsedAt is not null)
        {
            return Used(proposal);
        }

        if (now >= proposal.ExpiresAt)
        {
            return new ChangeOutcome<Proposal>.Refused("conflict", $"{proposal.Id} was to be confirmed within {Wording.Duration(Lasts)}. Nothing was changed.", "Type the command again.");
        }

        return await store.UseAsync(number, now, cancellationToken) ? new ChangeOutcome<Proposal>.Done(proposal) : Used(proposal);
    }

    /// <summary>Reads <c>P-7</c>, <c>p7</c> or <c>7</c>; null: it is none.</summary>
    public static long? Number(string text) => NumberOf(text, "p");

    /// <summary>The number of a name such as <c>EX-3</c>, with or without its letters; null: it is none.</summary>
    public static long? NumberOf(string text, string letters)
    {
        string digits = text.Trim().TrimStart('#');
        if (digits.StartsWith(letters, StringComparison.OrdinalIgnoreCase))
        {
            digits = digits[letters.Length..].TrimStart('-');
        }

        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 ? number : null;
    }

    private static ChangeOutcome<Proposal>.Refused Used(Proposal proposal) => new("conflict", $"{proposal.Id} was confirmed already.", "Nothing needs to be done.");
}
