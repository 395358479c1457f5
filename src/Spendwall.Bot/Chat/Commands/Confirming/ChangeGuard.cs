using System.Text.Json.Nodes;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Confirming;

/// <summary>
/// Asks back before a limit is raised or something is silenced. Who is at the machine itself is never asked: a script has
/// nobody to press a button.
/// </summary>
internal sealed class ChangeGuard(ProposalBook proposals)
{
    /// <returns>Null: do it. Else the question, or that what was confirmed is not what is there any more.</returns>
    public async Task<CommandAnswer?> AskAsync(CommandRequest request, ChangeQuestion question, CancellationToken cancellationToken)
    {
        if (request.Caller.Actor.LocalAdmin)
        {
            return null;
        }

        if (request.Confirmed is { } confirmed)
        {
            return string.Equals(confirmed.State, question.State, StringComparison.Ordinal)
                ? null
                : new CommandAnswer.Refused("stale", $"What {confirmed.Id} would change has changed since it was proposed. Nothing was done.", "Type the command again.");
        }

        var proposal = await proposals.AddAsync(request.Text, question.State, request.Caller.Actor, request.Caller.Incident, request.Now, cancellationToken);
        var message = new ChatMessage
        {
            Title = $"{proposal.Id}: {question.Title}?",
            Tone = Tone.Notice,
            Blocks = [.. question.Lines.Select(static line => new ChatBlock.Line(line)), new ChatBlock.Line("Nothing is changed yet.")],
            Footer = [$"confirm within {Wording.Duration(ProposalBook.Lasts)}: /confirm {proposal.Id}"],
            Buttons = [new("Confirm", $"/confirm {proposal.Id}")],
        };
        var json = new JsonObject { ["proposal"] = proposal.Id, ["what"] = question.Title, ["expires_at"] = AnswerJson.Of((DateTimeOffset?)proposal.ExpiresAt) };

        return new CommandAnswer.Done(message, new(request.Now, null, null, json, [])) { Reach = AnswerReach.Asker };
    }
}

/// <param name="Title">What would be done, without a question mark.</param>
/// <param name="State">What is there now, as far as the change depends on it.</param>
internal sealed record ChangeQuestion(string Title, IReadOnlyList<string> Lines, string State);
