using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Owning;
using Spendwall.Bot.Chat.Commands.Owners;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Sightings;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/owner</c>: who answers for a scope, until when, and where they are told.</summary>
internal sealed class OwnerCommand(
    IScopeResolver scopes, OwnerBook owners, IPermissions permissions, ClaimRight claims, SightingStore sightings, OwnerNotes notes, OwnerHistory history) : IChatCommand
{
    private static readonly string[] Platforms = ["slack", "discord", "terminal"];

    private static readonly string[] OnScopes = ["set", "show", "clear", "handover", "renew", "claim", "history"];

    public CommandSpec Spec { get; } = new(
        "owner",
        "Who answers for an account, project, key or model",
        ["set", "show", "list", "clear", "handover", "renew", "claim", "history"],
        "set <scope> <who> [lease:90d] [channel:slack:#x] [escalate:@y] | show <scope> | list [stale:yes] | clear <scope> | handover <scope> <who> | renew <scope> | claim <scope> | history <scope>",
        [
            .. ScopeResolver.Options.Select(static option => option with { Verbs = OnScopes }),
            .. Platforms.Select(static platform => new CommandOption(platform, $"The owner's id on {platform}", []) { Verbs = ["set", "handover"] }),
            .. OwnerOptions.All,
            new("stale", "Only those whose lease is over", ["yes"]) { Verbs = ["list"] },
        ],
        [
            "/owner set openai-acme @dana",
            "/owner set key:batch-7 @dana slack:U0123ABCD lease:90d channel:slack:#search-spend escalate:@lee",
            "/owner show openai-acme",
            "/owner list stale:yes",
            "/owner handover key:batch-7 @lee reason:\"moved to search\"",
            "/owner renew key:batch-7",
            "/owner claim key:batch-7",
            "/owner history key:batch-7",
            "/owner clear key:batch-7",
        ],
        ReadOnly: false)
    {
        Words =
        [
            new("scope", "Account, provider, project, key or model", WordKind.Scope) { Required = true, Verbs = OnScopes },
            new("who", "The person or role that answers for it", WordKind.Who) { Verbs = ["set", "handover"] },
            new("name", "A name that is known elsewhere too, such as @dana", WordKind.Text) { Verbs = ["set", "handover"] },
        ],
        Rungs = new Dictionary<string, AccessLevel>
        {
            ["set"] = AccessLevel.Own,
            ["show"] = AccessLevel.View,
            ["list"] = AccessLevel.View,
            ["clear"] = AccessLevel.Own,
            ["handover"] = AccessLevel.Own,
            ["renew"] = AccessLevel.Own,
            ["claim"] = AccessLevel.Operate,
            ["history"] = AccessLevel.View,
        },
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) => request.Verb switch
    {
        "set" => NameAsync(request, owners.SetAsync, static now => $"{now.Owner.Name} owns {now.Scope}", cancellationToken),
        "handover" => NameAsync(request, owners.HandoverAsync, static now => $"{now.Scope} goes to {now.Owner.Name}", cancellationToken),
        "renew" => RenewAsync(request, cancellationToken),
        "claim" => ClaimAsync(request, cancellationToken),
        "show" => ShowAsync(request, cancellationToken),
        "history" => HistoryAsync(request, cancellationToken),
        "clear" => ClearAsync(request, cancellationToken),
        _ => ListAsync(request, cancellationToken),
    };

    private async Task<CommandAnswer> NameAsync(
        CommandRequest request,
        Func<Scope, PrincipalText, OwnerTerms, Actor, DateTimeOffset, CancellationToken, Task<ChangeOutcome<Ownership>>> change,
        Func<Ownership, string> title,
        CancellationToken cancellationToken)
    {
        var words = ScopeWords.Of(request, Platforms);
        var who = words.Where(PrincipalText.IsOne).Concat(Platforms.Where(request.Options.ContainsKey).Select(platform => $"{platform}:{request.Options[platform]}")).ToList();
        if (PrincipalText.Parse(who) is not { } principal)
        {
            return new CommandAnswer.Refused("usage", "Say who: one name with an at sign, a platform id, or both.", "Such as /owner set openai-acme @dana slack:U0123ABCD.");
        }

        var (terms, fault) = OwnerOptions.Read(request);
        if (terms is null)
        {
            return fault!;
        }

        var (scope, refused) = await ScopeAsync(words.Where(static word => !PrincipalText.IsOne(word)).ToList(), cancellationToken);
        if (scope is null || (refused = await RefusalAsync(request, scope, cancellationToken)) is not null)
        {
            return refused!;
        }

        return await ChangedAsync(await change(scope, principal, terms, request.Caller.Actor, request.Now, cancellationToken), title, request, cancellationToken);
    }

    private async Task<CommandAnswer> RenewAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (terms, fault) = OwnerOptions.Read(request);
        if (terms is null)
        {
            return fault!;
        }

        var (scope, refused) = await ScopeAsync(ScopeWords.Of(request), cancellationToken);
        if (scope is null || (refused = await RefusalAsync(request, scope, cancellationToken)) is not null)
        {
            return refused!;
        }

        var outcome = await owners.RenewAsync(scope, terms, request.Caller.Actor, request.Now, cancellationToken);

        return await ChangedAsync(outcome, static now => $"{now.Owner.Name} keeps {now.Scope}", request, cancellationToken);
    }

    private async Task<CommandAnswer> ClaimAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (terms, fault) = OwnerOptions.Read(request);
        if (terms is null)
        {
            return fault!;
        }

        var (scope, refused) = await ScopeAsync(ScopeWords.Of(request), cancellationToken);
        if (scope is null)
        {
            return refused!;
        }

        var decision = await claims.DecideAsync(request.Caller.Actor, scope, cancellationToken);
        if (!decision.Allowed)
        {
            return new CommandAnswer.Refused("permission", decision.Reason, "Claim it there, or ask one of them.");
        }

        var outcome = await owners.ClaimAsync(scope, terms, request.Caller.Actor, request.Now, cancellationToken);

        return await ChangedAsync(outcome, static now => $"{now.Owner.Name} owns {now.Scope}, which nobody owned", request, cancellationToken);
    }

    private async Task<CommandAnswer> ChangedAsync(ChangeOutcome<Ownership> outcome, Func<Ownership, string> title, CommandRequest request, CancellationToken cancellationToken)
    {
        if (outcome is not ChangeOutcome<Ownership>.Done { Value: var now })
        {
            var no = (ChangeOutcome<Ownership>.Refused)outcome;

            return new CommandAnswer.Refused(no.Kind, no.Message, no.Fix);
        }

        await notes.SettleAsync(request.Now, cancellationToken);

        return Answer(now.Scope, new(now, null), title(now), [new ChatBlock.Line(OwnerText.Terms(now, request.Now)), new ChatBlock.Line(OwnerText.Pings(now.Owner))], request.Now);
    }

    private async Task<CommandAnswer> ShowAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (scope, refused) = await ScopeAsync(ScopeWords.Of(request), cancellationToken);
        if (scope is null)
        {
            return refused!;
        }

        var view = await owners.ViewAsync([scope], cancellationToken);
        var match = view.Find(scope);
        string title = match switch
        {
            null => $"Nobody owns {scope}",
            { InheritedFrom: { } from } => $"{match.Owner.Name} owns {scope}, by owning {from}",
            _ => $"{match.Owner.Name} owns {scope}",
        };
        string[] lines = match is null ? ["/owner set names someone."] : [OwnerText.Terms(match.Ownership, request.Now), OwnerText.Pings(match.Owner)];

        return Answer(scope, match, title, [.. lines.Select(static line => new ChatBlock.Line(line)), OwnerText.Chain(view.Chain(scope), match, request.Now)], request.Now);
    }

    private async Task<CommandAnswer> HistoryAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (scope, refused) = await ScopeAsync(ScopeWords.Of(request), cancellationToken);

        return scope is null ? refused! : await history.AnswerAsync(scope, request.Now, cancellationToken);
    }

    private async Task<CommandAnswer> ClearAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (scope, refused) = await ScopeAsync(ScopeWords.Of(request), cancellationToken);
        if (scope is null || (refused = await RefusalAsync(request, scope, cancellationToken)) is not null)
        {
            return refused!;
        }

        switch (await owners.ClearAsync(scope, request.Caller.Actor, request.Now, cancellationToken))
        {
            case ChangeOutcome<OwnerMatch?>.Refused no:
                return new CommandAnswer.Refused(no.Kind, no.Message, no.Fix);

            case ChangeOutcome<OwnerMatch?>.Done { Value: { } now }:
                await notes.SettleAsync(request.Now, cancellationToken);

                return Answer(scope, now, $"{scope} has no owner of its own any more", [new ChatBlock.Line($"{now.Owner.Name} owns it, by owning {now.InheritedFrom ?? scope}")], request.Now);

            default:
                await notes.SettleAsync(request.Now, cancellationToken);

                return Answer(scope, null, $"{scope} has no owner any more", [new ChatBlock.Line("Its spend is unowned until /owner set names someone.")], request.Now);
        }
    }

    private async Task<CommandAnswer> ListAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        bool onlyStale = request.Options.ContainsKey("stale");
        var all = (await owners.AllAsync(cancellationToken)).Where(ownership => !onlyStale || ownership.IsStale(request.Now)).ToList();
        var rows = all.Select(IReadOnlyList<string> (ownership) =>
            [ownership.Scope.ToString(), ownership.Owner.Name, OwnerText.Lease(ownership, request.Now), OwnerText.Ids(ownership.Owner), ownership.Source]).ToList();
        string what = onlyStale ? "Stale ownerships" : "Owners";
        var message = new ChatMessage
        {
            Title = all.Count > 0 ? $"{what}: {all.Count}" : onlyStale ? "No lease is over" : "Nobody owns anything yet",
            Blocks = all.Count > 0
                ? [new ChatBlock.Table(["Scope", "Owner", "Lease", "Known as", "Set by"], rows, [false, false, false, false, false])]
                : onlyStale ? [] : [new ChatBlock.Line("/owner set <scope> <who> names someone.")],
            Footer = onlyStale && all.Count > 0 ? ["a stale ownership stays with its holder until somebody renews it or hands it over"] : [],
        };
        var list = new JsonArray([.. all.Select(ownership => (JsonNode)OwnerText.Json(ownership.Scope, new(ownership, null), request.Now))]);

        return new CommandAnswer.Done(message, new(null, null, null, new JsonObject { ["owners"] = list }, []));
    }

    /// <summary>What the words name: a scope, or the short name of a question or an ownership, as buttons have them.</summary>
    private async Task<(Scope? Scope, CommandAnswer.Refused? Refused)> ScopeAsync(List<string> words, CancellationToken cancellationToken)
    {
        if (words is [var only])
        {
            var named = Sighting.NumberOf(only) is { } number
                ? (await sightings.FindAsync(number, cancellationToken))?.Scope
                : OwnershipId.Find(await owners.AllAsync(cancellationToken), only)?.Scope;
            if (named is not null)
            {
                return (named, null);
            }
        }

        var resolved = words.Count == 0
            ? new ScopeResolution.Refused("usage", "Say of what: an account, provider, project, key or model.", "Such as /owner show openai-acme.")
            : await scopes.ResolveAsync(words, cancellationToken);

        return resolved switch
        {
            ScopeResolution.Found found => (found.Scope, null),
            ScopeResolution.Refused refused => (null, new(refused.Kind, refused.Message, refused.Fix)),
            _ => throw new InvalidOperationException("A scope is found or refused."),
        };
    }

    private async Task<CommandAnswer.Refused?> RefusalAsync(CommandRequest request, Scope scope, CancellationToken cancellationToken)
    {
        var decision = await permissions.DecideAsync(request.Caller.Actor, AccessLevel.Own, scope, cancellationToken);

        return decision.Allowed ? null : new CommandAnswer.Refused("permission", decision.Reason, "Ask one of them.");
    }

    private static CommandAnswer.Done Answer(Scope scope, OwnerMatch? match, string title, IReadOnlyList<ChatBlock> blocks, DateTimeOffset now) =>
        new(new ChatMessage { Title = title, Blocks = blocks }, new(null, scope.Text, null, OwnerText.Json(scope, match, now), []));
}
