using Spendwall.Bot.Chat.Commands.Confirming;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Events;

/// <summary>What <c>/event</c> and <c>/launch</c> have in common: time, scope, right and question of an event that is added, and its end.</summary>
internal sealed class EventDesk(IScopeResolver scopes, EventBook events, IPermissions permissions, ChangeGuard guard, SpendwallOptions options)
{
    /// <summary>Adds what the options <c>from</c>, <c>until</c> and <c>name</c> and the words of a scope say.</summary>
    /// <param name="scope">The words that name the scope.</param>
    /// <param name="example">For who names none.</param>
    /// <returns>The event, or why there is none; the answer may also be a question back.</returns>
    public async Task<(CommandAnswer? Instead, SpendEvent? Event)> AddAsync(
        CommandRequest request, EventKind kind, IReadOnlyList<string> scope, Usd? cap, double? factor, string example, CancellationToken cancellationToken)
    {
        var (period, noTime) = EventText.Period(request.Options.GetValueOrDefault("from"), request.Options.GetValueOrDefault("until"), request.TypedAt);
        if (period is not { } when)
        {
            return (new CommandAnswer.Refused("usage", $"'{ForeignText.Excerpt(noTime!)}' is no time.", $"Such as {Times.WhenParser.Choices}."), null);
        }

        var (refused, found) = await ScopeAsync(request, scope, example, cancellationToken);
        if (found is null)
        {
            return (refused, null);
        }

        var draft = new SpendEvent
        {
            Kind = kind,
            Scope = found,
            Name = request.Options.TryGetValue("name", out string? name) ? ForeignText.Clean(name).Trim() : null,
            Cap = cap,
            Factor = factor,
            From = when.From,
            Until = when.Until,
            AddedAt = request.Now,
            AddedBy = request.Caller.Actor.Identity,
            Channel = request.Caller.Actor.Channel,
        };
        if (LargeEvent.Question(draft, options.Limits) is { } large && await guard.AskAsync(request, large, cancellationToken) is { } asked)
        {
            return (asked, null);
        }

        return await events.AddAsync(draft, cancellationToken) switch
        {
            ChangeOutcome<AddedEvent>.Refused no => (new CommandAnswer.Refused(no.Kind, no.Message, no.Fix), null),
            ChangeOutcome<AddedEvent>.Done done => (null, done.Value.Event),
            _ => throw new InvalidOperationException("A change is done or refused."),
        };
    }

    /// <returns>The event as it ended, or why it did not.</returns>
    public async Task<(CommandAnswer? Instead, SpendEvent? Event)> EndAsync(CommandRequest request, SpendEvent happening, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(request, happening.Scope, cancellationToken) is { } refused)
        {
            return (refused, null);
        }

        return await events.EndAsync(happening.Number, request.Caller.Actor, request.Now, cancellationToken) switch
        {
            ChangeOutcome<SpendEvent>.Refused no => (new CommandAnswer.Refused(no.Kind, no.Message, no.Fix), null),
            ChangeOutcome<SpendEvent>.Done done => (null, done.Value),
            _ => throw new InvalidOperationException("A change is done or refused."),
        };
    }

    /// <summary>The scope that a change is about, if the caller may change it.</summary>
    private async Task<(CommandAnswer? Refused, Ledger.Scope? Scope)> ScopeAsync(CommandRequest request, IReadOnlyList<string> words, string example, CancellationToken cancellationToken)
    {
        var resolved = words.Count == 0
            ? new ScopeResolution.Refused("usage", "Say what may cost more: an account, provider, project, key or model.", example)
            : await scopes.ResolveAsync(words, cancellationToken);
        if (resolved is not ScopeResolution.Found { Scope: var scope })
        {
            var no = (ScopeResolution.Refused)resolved;

            return (new CommandAnswer.Refused(no.Kind, no.Message, no.Fix), null);
        }

        return await RefusalAsync(request, scope, cancellationToken) is { } refused ? (refused, null) : (null, scope);
    }

    private async Task<CommandAnswer.Refused?> RefusalAsync(CommandRequest request, Ledger.Scope scope, CancellationToken cancellationToken)
    {
        var decision = await permissions.DecideAsync(request.Caller.Actor, AccessLevel.Own, scope, cancellationToken);

        return decision.Allowed ? null : new("permission", decision.Reason, "Ask one of them.");
    }
}
