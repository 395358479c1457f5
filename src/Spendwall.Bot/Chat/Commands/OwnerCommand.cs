using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/owner</c>: who answers for a scope.</summary>
internal sealed class OwnerCommand(IScopeResolver scopes, OwnerBook owners, IPermissions permissions) : IChatCommand
{
    private static readonly string[] Platforms = ["slack", "discord", "terminal"];

    public CommandSpec Spec { get; } = new(
        "owner",
        "Who answers for an account, project, key or model",
        ["set", "show", "list", "clear"],
        "set <scope> <who> | show <scope> | list | clear <scope>",
        [
            .. ScopeResolver.Options.Select(static option => option with { Verbs = ["set", "show", "clear"] }),
            .. Platforms.Select(static platform => new CommandOption(platform, $"The owner's id on {platform}", []) { Verbs = ["set"] }),
        ],
        ["/owner set openai-acme @dana", "/owner set key:batch-7 @dana slack:U0123ABCD", "/owner show openai-acme", "/owner list", "/owner clear key:batch-7"],
        ReadOnly: false)
    {
        Words =
        [
            new("scope", "Account, provider, project, key or model", WordKind.Scope) { Required = true, Verbs = ["set", "show", "clear"] },
            new("who", "The person or role that answers for it", WordKind.Who) { Verbs = ["set"] },
            new("name", "A name that is known elsewhere too, such as @dana", WordKind.Text) { Verbs = ["set"] },
        ],
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) => request.Verb switch
    {
        "set" => SetAsync(request, cancellationToken),
        "show" => ShowAsync(request, cancellationToken),
        "clear" => ClearAsync(request, cancellationToken),
        _ => ListAsync(cancellationToken),
    };

    private async Task<CommandAnswer> SetAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var words = ScopeWords.Of(request, Platforms);
        var who = words.Where(PrincipalText.IsOne).Concat(Platforms.Where(request.Options.ContainsKey).Select(platform => $"{platform}:{request.Options[platform]}")).ToList();
        if (PrincipalText.Parse(who) is not { } principal)
        {
            return new CommandAnswer.Refused("usage", "Say who: one name with an at sign, a platform id, or both.", "Such as /owner set openai-acme @dana slack:U0123ABCD.");
        }

        var resolved = await ResolveAsync(words.Where(static word => !PrincipalText.IsOne(word)).ToList(), cancellationToken);
        if (resolved is not ScopeResolution.Found { Scope: var scope })
        {
            return Refused(resolved);
        }

        if (await RefusalAsync(request, scope, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return await owners.SetAsync(scope, principal, request.Caller.Actor, request.Now, cancellationToken) switch
        {
            ChangeOutcome<Ownership>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
            ChangeOutcome<Ownership>.Done done => Answer(scope, new OwnerMatch(done.Value, null), $"{done.Value.Owner.Name} owns {scope}", Resolved(done.Value.Owner)),
            _ => throw new InvalidOperationException("A change is done or refused."),
        };
    }

    private async Task<CommandAnswer> ShowAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var resolved = await ResolveAsync(ScopeWords.Of(request), cancellationToken);
        if (resolved is not ScopeResolution.Found { Scope: var scope })
        {
            return Refused(resolved);
        }

        var match = await owners.FindAsync(scope, cancellationToken);
        string title = match switch
        {
            null => $"Nobody owns {scope}",
            { InheritedFrom: { } from } => $"{match.Owner.Name} owns {scope}, by owning {from}",
            _ => $"{match.Owner.Name} owns {scope}",
        };

        return Answer(scope, match, title, match is null ? "/owner set names someone." : Resolved(match.Owner));
    }

    private async Task<CommandAnswer> ClearAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var resolved = await ResolveAsync(ScopeWords.Of(request), cancellationToken);
        if (resolved is not ScopeResolution.Found { Scope: var scope })
        {
            return Refused(resolved);
        }

        if (await RefusalAsync(request, scope, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return await owners.ClearAsync(scope, request.Caller.Actor, request.Now, cancellationToken) switch
        {
            ChangeOutcome<OwnerMatch?>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
            ChangeOutcome<OwnerMatch?>.Done { Value: { } now } => Answer(scope, now, $"{scope} has no owner of its own any more", $"{now.Owner.Name} owns it, by owning {now.InheritedFrom ?? scope}"),
            _ => Answer(scope, null, $"{scope} has no owner any more", "Its spend is unowned until /owner set names someone."),
        };
    }

    private async Task<CommandAnswer> ListAsync(CancellationToken cancellationToken)
    {
        var all = await owners.AllAsync(cancellationToken);
        var rows = all.Select(static IReadOnlyList<string> (ownership) => [ownership.Scope.ToString(), ownership.Owner.Name, Ids(ownership.Owner), ownership.Source]).ToList();
        var message = new ChatMessage
        {
            Title = all.Count == 0 ? "Nobody owns anything yet" : $"Owners: {all.Count}",
            Blocks = all.Count == 0
                ? [new ChatBlock.Line("/owner set <scope> <who> names someone.")]
                : [new ChatBlock.Table(["Scope", "Owner", "Known as", "Set by"], rows, [false, false, false, false])],
        };
        var list = new JsonArray([.. all.Select(static ownership => (JsonNode)Json(ownership.Scope, ownership.Owner.Name, null))]);

        return new CommandAnswer.Done(message, new(null, null, null, new JsonObject { ["owners"] = list }, []));
    }

    private async Task<ScopeResolution> ResolveAsync(List<string> words, CancellationToken cancellationToken) => words.Count == 0
        ? new ScopeResolution.Refused("usage", "Say of what: an account, provider, project, key or model.", "Such as /owner show openai-acme.")
        : await scopes.ResolveAsync(words, cancellationToken);

    private async Task<CommandAnswer.Refused?> RefusalAsync(CommandRequest request, Scope scope, CancellationToken cancellationToken)
    {
        var decision = await permissions.DecideAsync(request.Caller.Actor, AccessLevel.Own, scope, cancellationToken);

        return decision.Allowed ? null : new CommandAnswer.Refused("permission", decision.Reason, "Ask one of them.");
    }

    private static CommandAnswer.Done Answer(Scope scope, OwnerMatch? match, string title, string line) => new CommandAnswer.Done(
        new ChatMessage { Title = title, Blocks = [new ChatBlock.Line(line)] },
        new(null, scope.Text, null, Json(scope, match?.Owner.Name, match?.InheritedFrom), []));

    private static JsonObject Json(Scope scope, string? owner, Scope? from) => new()
    {
        ["scope"] = scope.Text,
        ["owner"] = owner,
        ["inherited_from"] = from?.Text,
    };

    private static CommandAnswer.Refused Refused(ScopeResolution resolution) => resolution is ScopeResolution.Refused refused
        ? new(refused.Kind, refused.Message, refused.Fix)
        : throw new InvalidOperationException("A scope is found or refused.");

    private static string Resolved(Principal owner) => owner.Identities.Count == 0
        ? $"{owner.Name} is known on no platform, so alerts name but do not ping: add an id, such as slack:U0123ABCD."
        : $"Alerts ping {Ids(owner)}.";

    private static string Ids(Principal owner) => owner.Identities.Count == 0 ? "a name only" : string.Join(", ", owner.Identities.Select(static identity => $"{identity.Key}:{identity.Value}"));
}
