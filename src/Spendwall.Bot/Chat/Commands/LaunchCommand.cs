using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Chat.Commands.Confirming;
using Spendwall.Bot.Chat.Commands.Events;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands;

/// <summary>
/// <c>/launch</c>: windows in which a scope is expected to cost a multiple. They are events that explain a rise, and beyond
/// that shift the thresholds of its budgets, have these reviewed daily, and end with a report.
/// </summary>
internal sealed class LaunchCommand(IScopeResolver scopes, EventBook events, IEventMeter meter, IPermissions permissions, ChangeGuard guard, SpendwallOptions options) : IChatCommand
{
    private const string Example = "Such as /launch start openai-acme ramp:x3 cap:$500 until:fri name:\"search 2.4\".";

    private const int MostRows = 20;

    /// <summary>How long a window is listed after its end.</summary>
    private static readonly TimeSpan Back = TimeSpan.FromDays(30);

    private readonly EventDesk desk = new(scopes, events, permissions, guard, options);

    private static readonly string[] Windows = ["launch", "renewal"];

    public CommandSpec Spec { get; } = new(
        "launch",
        "Launch and renewal windows: an expected ramp, shifted thresholds, a report at the end",
        ["start", "stop", "list"],
        "start <scope> ramp:x3 until:… [cap:$500] [from:…] [name:…] [kind:renewal] | stop <window> | list",
        [
            new("ramp", "How many times the usual it may cost, such as x3", []) { Verbs = ["start"] },
            new("until", "When it ends, at most 14 days on", []) { Verbs = ["start"] },
            new("cap", "USD that it may cost more than expected, in all", []) { Verbs = ["start"] },
            new("from", "When it begins; now unless told", []) { Verbs = ["start"] },
            new("name", "What people call it", []) { Verbs = ["start"] },
            new("kind", "A launch unless told", Windows) { Verbs = ["start"] },
            new("confirm", "At the bot's own terminal: nothing asks back", ["yes"]) { Verbs = ["start"] },
            .. ScopeResolver.Options.Where(static option => EventBook.ScopeKinds.Contains(option.Key)).Select(static option => option with { Verbs = ["start"] }),
        ],
        ["/launch start openai-acme ramp:x3 cap:$500 until:fri name:\"search 2.4\"", "/launch start openrouter-main kind:renewal ramp:x1.5 from:mon until:3d", "/launch list", "/launch stop EV-3"],
        ReadOnly: false)
    {
        Rungs = new Dictionary<string, AccessLevel> { ["start"] = AccessLevel.Own, ["stop"] = AccessLevel.Own, ["list"] = AccessLevel.View },
        Words =
        [
            new("scope", "Account, provider, project, key or model", WordKind.Scope) { Required = true, Verbs = ["start"] },
            new("window", "Such as EV-3; /launch list shows them", WordKind.Text) { Required = true, Verbs = ["stop"] },
        ],
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) => request.Verb switch
    {
        "start" => StartAsync(request, cancellationToken),
        "stop" => StopAsync(request, cancellationToken),
        _ => ListAsync(request, cancellationToken),
    };

    private async Task<CommandAnswer> StartAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue("ramp", out string? rampText) || EventText.Factor(rampText.TrimStart('x', 'X', '×')) is not { } ramp)
        {
            return Usage(rampText is null ? "Say how many times the usual it may cost: ramp:x3." : $"ramp: cannot be '{ForeignText.Excerpt(rampText)}'.");
        }

        Usd? cap = null;
        if (request.Options.TryGetValue("cap", out string? capText) && (cap = EventText.Cap(capText)) is null)
        {
            return Usage($"cap: cannot be '{ForeignText.Excerpt(capText)}'; it is USD, such as cap:$500.");
        }

        if (!request.Options.ContainsKey("until"))
        {
            return Usage("A window ends: say until: when.");
        }

        var kind = request.Options.GetValueOrDefault("kind") is { } told ? EventText.Kind(told)!.Value : EventKind.Launch;
        var (instead, added) = await desk.AddAsync(request, kind, ScopeWords.Of(request), cap, ramp, Example, cancellationToken);

        return added is not { } window ? instead! : Changed(
            window,
            $"{window.Id}: {window.Scope} may cost {EventText.Bound(window)} until {Wording.Instant(window.Until, request.Now)}",
            [
                "A rise inside it calls nobody; credits that run out and a budget that is spent are told all the same.",
                $"Until then budgets inside it are told late ({Shift(ramp)}) and are reviewed daily. Its end is reported.",
            ],
            request.Now);
    }

    private async Task<CommandAnswer> StopAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (request.Words is not [var word] || EventText.Number(word) is not { } number)
        {
            return new CommandAnswer.Refused("usage", "Say which window.", "Such as /launch stop EV-3; /launch list shows them.");
        }

        if (await events.FindAsync(number, cancellationToken) is not { IsWindow: true } window)
        {
            return new CommandAnswer.Refused("unknown", $"There is no window EV-{number}.", "/launch list shows what there is.");
        }

        var (instead, over) = await desk.EndAsync(request, window, cancellationToken);

        return over is not { } ended ? instead! : Changed(
            ended,
            $"{ended.Id} is over",
            [ended.Until > ended.From ? $"Its report follows {Wording.Instant(ended.Until + EventEnds.Grace, request.Now)}, when usage of its last hours is in." : "It had not begun."],
            request.Now);
    }

    private async Task<CommandAnswer> ListAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var rows = new List<IReadOnlyList<string>>();
        var json = new JsonArray();
        foreach (var window in (await events.ListAsync(request.Now, Back, cancellationToken)).Where(static one => one.IsWindow).Take(MostRows))
        {
            var measured = window.From <= request.Now ? await meter.MeasureAsync(window, here: null, within: null, request.Now, cancellationToken) : null;
            bool known = measured is { Accounts: > 0 };
            string times = known && measured!.Total.Expected > Usd.Zero
                ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{measured.Total.Actual.ToDouble() / measured.Total.Expected.ToDouble():0.0#} ×")
                : Wording.Unknown;
            rows.Add([
                window.Id,
                window.Name is { Length: > 0 } name ? $"{Word(window)} {name}" : Word(window),
                window.Scope.ToString(),
                EventText.Bound(window),
                known ? $"{measured!.Total.Actual} of {measured.Total.Expected}" : Wording.Unknown,
                times,
                $"{EventText.State(window, request.Now)}, {Wording.Instant(window.From)} to {Wording.Instant(window.Until)}",
            ]);
            json.Add((JsonNode)EventJson.Of(window, measured, request.Now));
        }

        var message = new ChatMessage
        {
            Title = rows.Count == 0 ? "No windows" : $"Windows: {rows.Count}",
            Blocks = rows.Count == 0
                ? [new ChatBlock.Line("In a window a scope is expected to cost a multiple, and its end is reported."), new ChatBlock.Code(Spec.Examples[0])]
                : [new ChatBlock.Table(["Window", "What", "Scope", "May cost", "Cost of expected", "Times", "When"], rows, [false, false, false, false, true, true, false])],
        };

        return new CommandAnswer.Done(message, new(request.Now, null, null, new JsonObject { ["windows"] = json }, []));
    }

    private static CommandAnswer.Done Changed(SpendEvent window, string title, IReadOnlyList<string> lines, DateTimeOffset now)
    {
        var message = new ChatMessage { Title = title, Tone = Tone.Good, Blocks = [.. lines.Select(static line => new ChatBlock.Line(line))] };

        return new(message, new(now, window.Scope.Text, null, new JsonObject { ["windows"] = new JsonArray(EventJson.Of(window, null, now)) }, []));
    }

    private string Shift(double ramp)
    {
        var thresholds = (LimitValidator.Thresholds(options.Limits.Thresholds) ?? []).Where(static percent => percent < 100).ToList();

        return $"{string.Join(", ", thresholds)} % become {string.Join(", ", thresholds.Select(percent => Wording.Percent(BudgetState.ShareOf(percent, ramp))))}";
    }

    private static CommandAnswer.Refused Usage(string message) => new("usage", message, Example);

    private static string Word(SpendEvent window) => window.Kind.ToString().ToLowerInvariant();
}
