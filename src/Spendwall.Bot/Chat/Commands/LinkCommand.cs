using System.Text.Json.Nodes;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/link</c>: ties the asker's identities on Slack and Discord by a one-time code, so that they may do the same on both.</summary>
internal sealed class LinkCommand(LinkBook links, OwnerBook owners) : IChatCommand
{
    public CommandSpec Spec { get; } = new(
        "link",
        "Be the same person in Slack and Discord: a code on one, typed on the other",
        ["new", "use", "show", "remove"],
        "[<code>] | show | remove",
        [],
        ["/link", "/link 7KQM-XR42", "/link show", "/link remove"],
        ReadOnly: false)
    {
        Words = [new("code", "The code that the other platform gave you", WordKind.Text) { Required = true, Verbs = ["use"] }],
        Otherwise = "use",
        IsPrivate = true,

        // Everyone may say who they are; what it changes is theirs alone.
        Rungs = new Dictionary<string, AccessLevel>
        {
            [""] = AccessLevel.View,
            ["new"] = AccessLevel.View,
            ["use"] = AccessLevel.View,
            ["show"] = AccessLevel.View,
            ["remove"] = AccessLevel.View,
        },
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) => request.Verb switch
    {
        null or "new" => AskAsync(request, cancellationToken),
        "use" => UseAsync(request, cancellationToken),
        "show" => ShowAsync(request, cancellationToken),
        _ => PartAsync(request, cancellationToken),
    };

    private async Task<CommandAnswer> AskAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (request.Words.Count > 0)
        {
            return new CommandAnswer.Refused("usage", "/link new takes nothing more.", "/link new");
        }

        return await links.AskAsync(request.Caller.Actor, request.Now, cancellationToken) switch
        {
            ChangeOutcome<LinkCode>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
            ChangeOutcome<LinkCode>.Done { Value: var code } => new CommandAnswer.Done(
                new ChatMessage
                {
                    Title = $"Your code is {code.Text}",
                    Blocks = [new ChatBlock.Line("Type it on the other platform, as below. It holds once, for ten minutes; a new one voids it."), new ChatBlock.Code($"/link {code.Text}")],
                    Footer = ["tell it to nobody: whoever types it there has your rights, and you have theirs"],
                },
                new(request.Now, null, null, new JsonObject { ["code"] = code.Text, ["expires_at"] = AnswerJson.Of((DateTimeOffset?)code.ExpiresAt) }, [])),
            _ => throw new InvalidOperationException("A change is done or refused."),
        };
    }

    private async Task<CommandAnswer> UseAsync(CommandRequest request, CancellationToken cancellationToken) => request.Words is not [var code]
        ? new CommandAnswer.Refused("usage", "Say the code that the other platform gave you.", "Such as /link 7KQM-XR42; /link new there gives one.")
        : await links.UseAsync(code, request.Caller.Actor, request.Now, cancellationToken) switch
        {
            ChangeOutcome<IReadOnlyList<string>>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
            ChangeOutcome<IReadOnlyList<string>>.Done done => await AnswerAsync(request, done.Value, "You are one person now", cancellationToken),
            _ => throw new InvalidOperationException("A change is done or refused."),
        };

    private async Task<CommandAnswer> ShowAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var mine = await links.OfAsync(request.Caller.Actor.Identity, cancellationToken);

        return await AnswerAsync(request, mine, mine.Count > 1 ? "You are one person" : "You are linked to nothing", cancellationToken);
    }

    private async Task<CommandAnswer> PartAsync(CommandRequest request, CancellationToken cancellationToken) => await links.PartAsync(request.Caller.Actor, request.Now, cancellationToken) switch
    {
        ChangeOutcome<IReadOnlyList<string>>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
        ChangeOutcome<IReadOnlyList<string>>.Done done => await AnswerAsync(request, done.Value, "These are not one person any more", cancellationToken),
        _ => throw new InvalidOperationException("A change is done or refused."),
    };

    private async Task<CommandAnswer> AnswerAsync(CommandRequest request, IReadOnlyList<string> identities, string title, CancellationToken cancellationToken)
    {
        string? name = (await owners.PeopleAsync(cancellationToken)).NameOf(request.Caller.Actor.Identity);
        var message = new ChatMessage
        {
            Title = title,
            Blocks = [new ChatBlock.Line(string.Join(" and ", identities)), .. name is null ? [] : new ChatBlock[] { new ChatBlock.Line($"Known as {name}.") }],
            Footer = ["rights of user groups and roles hold on their own platform only; /link remove parts them"],
        };

        return new CommandAnswer.Done(message, new(request.Now, null, null, new JsonObject { ["identities"] = AnswerJson.Array(identities), ["name"] = name }, []));
    }
}
