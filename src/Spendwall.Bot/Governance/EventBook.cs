using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Governance;

/// <summary>Events that may explain a rise: added by command or by a program, each with a bound and an end.</summary>
public sealed class EventBook(EventStore store)
{
    /// <summary>What is not said to end ends after this.</summary>
    public static readonly TimeSpan Usually = TimeSpan.FromDays(1);

    /// <summary>How things are after this long is how they are: what lasts longer is no event.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    /// <summary>How long before it is added an event may have begun.</summary>
    public static readonly TimeSpan Earliest = TimeSpan.FromDays(7);

    /// <summary>How far ahead an event may be announced.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(90);

    public const double MostTimes = 100;

    /// <summary>Many bounds can be added and are still an amount.</summary>
    public static readonly Usd MostUsd = Usd.FromDollars(10_000_000);

    public const int LongestName = 120;

    private const string Example = "Such as /event add release openai-acme cap:$200 until:fri.";

    /// <summary>What usage by the hour can be told by.</summary>
    public static readonly IReadOnlyList<string> ScopeKinds = [.. MapLine.Selectors, .. MapLine.Targets];

    /// <summary>Those whose end is not long ago, newest first.</summary>
    /// <param name="back">How long ago an end may be.</param>
    public Task<IReadOnlyList<SpendEvent>> ListAsync(DateTimeOffset now, TimeSpan back, CancellationToken cancellationToken) => store.SinceAsync(now - back, cancellationToken);

    public Task<SpendEvent?> FindAsync(long number, CancellationToken cancellationToken) => store.FindAsync(number, cancellationToken);

    /// <summary>Adds an event; the same one again adds nothing.</summary>
    public async Task<ChangeOutcome<AddedEvent>> AddAsync(SpendEvent draft, CancellationToken cancellationToken)
    {
        if (FaultOf(draft) is { } fault)
        {
            return new ChangeOutcome<AddedEvent>.Refused("usage", fault.Message, fault.Fix);
        }

        var (there, added) = await store.AddAsync(
            draft, static after => new(after.AddedBy, after.Channel, "event.add", after.Scope.Text, null, GovernanceJson.Of(after)), cancellationToken);

        return !added && there.Content != draft.Content
            ? new ChangeOutcome<AddedEvent>.Refused("conflict", $"{there.Id} has that id already and says something else.", "Give another event another id.")
            : new ChangeOutcome<AddedEvent>.Done(new(there, added));
    }

    /// <summary>Ends an event now: what comes after is not explained by it.</summary>
    public async Task<ChangeOutcome<SpendEvent>> EndAsync(long number, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ended = await store.ChangeAsync(
            number,
            before => before.Until <= now ? null : before with { Until = now > before.From ? now : before.From, ClosedAt = now },
            (before, after) => new(actor.Identity, actor.Channel, "event.end", after.Scope.Text, GovernanceJson.Of(before), GovernanceJson.Of(after)),
            now,
            cancellationToken);

        return ended is not null
            ? new ChangeOutcome<SpendEvent>.Done(ended)
            : new ChangeOutcome<SpendEvent>.Refused("conflict", $"EV-{number} is over.", "/event list shows what is not.");
    }

    private static (string Message, string Fix)? FaultOf(SpendEvent draft)
    {
        var now = draft.AddedAt;
        if (draft.Scope.Parts.Count == 0)
        {
            return ("Say what may cost more: an account, provider, project, key or model.", Example);
        }

        if (draft.Scope.Parts.Keys.FirstOrDefault(static kind => !ScopeKinds.Contains(kind)) is { } unseen)
        {
            return ($"Usage by the hour is not told apart by {unseen}.", $"An event is about {Wording.AnyOf(ScopeKinds)}.");
        }

        if (draft is { Cap: null, Factor: null })
        {
            return ("Say how much more it may cost: cap: in USD, factor: in times the expected, or both.", Example);
        }

        if (draft.Cap is { } cap && (cap <= Usd.Zero || cap > MostUsd))
        {
            return ($"cap: is USD above 0 and at most {MostUsd}.", Example);
        }

        if (draft.Factor is { } factor && !(factor > 1 && factor <= MostTimes))
        {
            return ($"factor: is above 1 and at most {MostTimes}.", "Such as factor:3 for three times the expected.");
        }

        return draft.Name?.Length > LongestName || draft.SourceId?.Length > LongestName
            ? ($"A name or id has at most {LongestName} characters.", "Shorten it.")
            : PeriodFaultOf(draft, now);
    }

    private static (string Message, string Fix)? PeriodFaultOf(SpendEvent draft, DateTimeOffset now)
    {
        if (draft.From < now - Earliest || draft.From > now + Ahead)
        {
            return ($"It can begin at most {Wording.Duration(Earliest)} ago and {Wording.Duration(Ahead)} ahead, not {Wording.Instant(draft.From)}.", "Such as from:09:00 or from:2026-12-01; now unless told.");
        }

        if (draft.Until <= draft.From || draft.Until <= now)
        {
            return ($"It would be over at {Wording.Instant(draft.Until)}, before it begins or before now.", "Such as until:fri or until:4h.");
        }

        return draft.Until - draft.From > Longest
            ? ($"An event lasts at most {Wording.Duration(Longest)}: nothing is muted without end.", "End it sooner, and add another if it goes on.")
            : null;
    }
}

/// <param name="IsNew">False: the same one was added before.</param>
public sealed record AddedEvent(SpendEvent Event, bool IsNew);
