using Spendwall.Bot.Chat.Commands.Parsing;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/confirm</c>: does what was proposed, with the rights and the state of now.</summary>
/// <param name="catalogue">Every command, this one among them: asked for when it runs.</param>
internal sealed class ConfirmCommand(ProposalBook proposals, Func<CommandCatalogue> catalogue) : IChatCommand
{
    public CommandSpec Spec { get; } = new(
        "confirm",
        "Do what you were asked back about",
        [],
        "<proposal>",
        [],
        ["/confirm P-7"],
        ReadOnly: false)
    {
        // What is confirmed asks for its own rung; below this one nothing can be proposed.
        Rungs = new Dictionary<string, AccessLevel> { [""] = AccessLevel.Operate },
        Words = [new("proposal", "Such as P-7; it is in the question", WordKind.Text) { Required = true }],
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (request.Words is not [var word] || ProposalBook.Number(word) is not { } number)
        {
            return new CommandAnswer.Refused("usage", "Say what you confirm.", "Such as /confirm P-7.");
        }

        switch (await proposals.UseAsync(number, request.Caller.Actor, request.Now, cancellationToken))
        {
            case ChangeOutcome<Ledger.Proposals.Proposal>.Refused no:
                return new CommandAnswer.Refused(no.Kind, no.Message, no.Fix);

            case ChangeOutcome<Ledger.Proposals.Proposal>.Done { Value: var proposal }:
                if (CommandLine.Parse(proposal.Line, catalogue()) is not CommandLine.Understood line)
                {
                    return new CommandAnswer.Refused("stale", $"{proposal.Id} was proposed to another version of the bot.", "Type the command again.");
                }

                var caller = request.Caller with { Incident = proposal.Incident, IncidentVersion = 0 };

                return await line.Command.RunAsync(new(proposal.Line, line.Verb, line.Words, line.Options, caller) { Now = request.Now, Confirmed = proposal }, cancellationToken);

            default:
                throw new InvalidOperationException("A change is done or refused.");
        }
    }
}
