using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Chat.Commands.Confirming;
using Spendwall.Bot.Chat.Commands.Events;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/event</c>: releases, incidents, launches and renewals that may make a scope dearer for a while.</summary>
internal sealed class EventCommand(IScopeResolver scopes, EventBook events, IEventMeter meter, OwnerBook owners, IPermissions permissions, ChangeGuard guard, SpendwallOptions options) : IChatCommand
{
    private const string KindKey = "kind";

    private const string Example = "Such as /event add release openai-acme cap:$200 until:fri.";

    private const int MostRows = 20;

    /// <summary>How long an event is listed after its end.</summary>
    private static readonly TimeSpan Back = TimeSpan.FromDays(7);

    private readonly EventDesk desk = new(scopes, events, permissions, guard, options);

    public CommandSpec Spec { get; } = new(
        "event",
        "Releases, incidents and launches that may make a scope dearer for a while",
        ["add", "list", "end"],
        "add release|incident|launch|renewal <scope> cap:$200|factor:3 [from:…] [until:…] [name:…] | list | end <event>",
        [
            new(KindKey, "What it is", EventText.Kinds) { Verbs = ["add"] },
            new("cap", "USD that it may cost more than expected, in all", []) { Verbs = ["add"] },
            new("factor", "How many times the expected it may cost, such as 3", []) { Verbs = ["add"] },
            new("from", "When it begins; now unless told; 2h-ago lies back", []) { Verbs = ["add"] },
            new("until", "When it ends, at most 14 days on; a day unless told", []) { Verbs = ["add"] },
            new("name", "What people call it", []) { Verbs = ["add"] },
            .. ScopeResolver.Options.Where(static option => EventBook.ScopeKinds.Contains(option.Key)).Select(static option => option with { Verbs = ["add"] }),
        ],
        ["/event add release openai-acme cap:$200 until:fri name:\"search 2.4\"", "/event add launch key:batch-7 factor:3 from:mon until:3d", "/event list", "/event end EV-3"],
        ReadOnly: false)
    {
        Rungs = new Dictionary<string, AccessLevel> { ["add"] = AccessLevel.Own, ["list"] = AccessLevel.View, ["end"] = AccessLevel.Own },
        Words =
        [
            new("scope", "Account, provider, project, key or model", WordKind.Scope) { Required = true, Verbs = ["add"] },
            new("event", "Such as EV-3; /event list shows them", WordKind.Text) { Required = true, Verbs = ["end"] },
        ],
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) => request.Verb switch
    {
        "add" => AddAsync(request, cancellationToken),
        "end" => EndAsync(request, cancellationToken),
        _ when request.Words.Count + request.Options.Count > 0 => Task.FromResult<CommandAnswer>(new CommandAnswer.Refused("usage", "/event list takes nothing more.", "/event list")),
        _ => ListAsync(request, cancellationToken),
    };

    private async Task<CommandAnswer> AddAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var words = ScopeWords.Of(request);
        int at = words.FindIndex(static word => EventText.Kind(word) is not null);
        string? what = request.Options.TryGetValue(KindKey, out string? chosen) ? chosen : at >= 0 ? words[at] : null;
        if (what is null || EventText.Kind(what) is not { } kind)
        {
            return Usage($"Say what it is: {Wording.AnyOf(EventText.Kinds)}.");
        }

        if (chosen is null)
        {
            words.RemoveAt(at);
        }

        Usd? cap = null;
        if (request.Options.TryGetValue("cap", out string? capText) && (cap = EventText.Cap(capText)) is null)
        {
            return Usage($"cap: cannot be '{ForeignText.Excerpt(capText)}'; it is USD, such as cap:$200.");
        }

        double? factor = null;
        if (request.Options.TryGetValue("factor", out string? factorText) && (factor = EventText.Factor(factorText)) is null)
        {
            return Usage($"factor: cannot be '{ForeignText.Excerpt(factorText)}'; it is a number, such as factor:3.");
        }

        var (instead, added) = await desk.AddAsync(request, kind, words, cap, factor, Example, cancellationToken);

        return added is not { } happening ? instead! : Changed(happening, $"{happening.Id} is noted: {happening.Scope} may cost {EventText.Bound(happening)}", request.Now);
    }

    private async Task<CommandAnswer> EndAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (request.Words is not [var word] || EventText.Number(word) is not { } number)
        {
            return new CommandAnswer.Refused("usage", "Say which event.", "Such as /event end EV-3; /event list shows them.");
        }

        if (await events.FindAsync(number, cancellationToken) is not { } happening)
        {
            return new CommandAnswer.Refused("unknown", $"There is no event EV-{number}.", "/event list shows what there is.");
        }

        var (instead, over) = await desk.EndAsync(request, happening, cancellationToken);

        return over is not { } ended ? instead! : Changed(ended, $"{ended.Id} is over: what comes now is not explained by it", request.Now);
    }

    private async Task<CommandAnswer> ListAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var rows = new List<IReadOnlyList<string>>();
        var json = new JsonArray();
        foreach (var happening in (await events.ListAsync(request.Now, Back, cancellationToken)).Take(MostRows))
        {
            var measured = happening.From <= request.Now ? await meter.MeasureAsync(happening, here: null, within: null, request.Now, cancellationToken) : null;
            string extra = measured is { Accounts: > 0 } ? Wording.WithSign(measured.Total.Extra) : Wording.Unknown;
            rows.Add([
                happening.Id,
                happening.Name is { Length: > 0 } name ? $"{Word(happening.Kind)} {name}" : Word(happening.Kind),
                happening.Scope.ToString(),
                EventText.Bound(happening),
                extra,
                $"{EventText.State(happening, request.Now)}, {Wording.Instant(happening.From)} to {Wording.Instant(happening.Until)}",
                happening.UsedAt is { } used ? $"since {Wording.Instant(used)}" : "nothing yet",
                await owners.NameOfAsync(happening.AddedBy, cancellationToken),
            ]);
            json.Add((JsonNode)EventJson.Of(happening, measured, request.Now));
        }

        var message = new ChatMessage
        {
            Title = rows.Count == 0 ? "No events" : $"Events: {rows.Count}",
            Blocks = rows.Count == 0
                ? [new ChatBlock.Line("A rise inside an event's scope, time and bound calls nobody."), new ChatBlock.Code(Spec.Examples[0])]
                : [new ChatBlock.Table(["Event", "What", "Scope", "May cost", "Costs more", "When", "Explains", "Added by"], rows, [false, false, false, false, true, false, false, false])],
            Footer = rows.Count == 0 ? [] : ["what it costs more is counted in whole hours, against the same hours of the week before it"],
        };

        return new CommandAnswer.Done(message, new(request.Now, null, null, new JsonObject { ["events"] = json }, []));
    }

    private static CommandAnswer.Done Changed(SpendEvent happening, string title, DateTimeOffset now)
    {
        var message = new ChatMessage
        {
            Title = title,
            Tone = Tone.Good,
            Blocks = [new ChatBlock.Fields([
                ("What", happening.Name is { Length: > 0 } name ? $"{Word(happening.Kind)} {name}" : Word(happening.Kind)),
                ("From", Wording.Instant(happening.From, now)),
                ("Until", Wording.Instant(happening.Until, now)),
            ])],
            Footer = ["credits that run out are told all the same"],
        };

        return new(message, new(now, happening.Scope.Text, null, new JsonObject { ["events"] = new JsonArray(EventJson.Of(happening, null, now)) }, []));
    }

    private static CommandAnswer.Refused Usage(string message) => new("usage", message, Example);

    private static string Word(EventKind kind) => kind.ToString().ToLowerInvariant();
}
