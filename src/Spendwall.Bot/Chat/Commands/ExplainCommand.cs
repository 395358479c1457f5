using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Chat.Commands.Explaining;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/explain &lt;incident|scope&gt; [period] [vs:period]</c>: why a period cost what it did, part by part, exactly.</summary>
internal sealed class ExplainCommand(ScopeResolver scopes, ExplainAnalyst analyst, IncidentStore incidents) : IChatCommand
{
    private static readonly TimeSpan IncidentBase = TimeSpan.FromDays(7);

    /// <summary>A day has every hour of the rhythm once: what drains a balance shows in it.</summary>
    private static readonly TimeSpan DrainStart = TimeSpan.FromDays(1);

    public CommandSpec Spec { get; } = new(
        "explain",
        "Why spend changed: requests, tokens, models, routes, prices, cache and repeats in USD, and who moved it",
        [],
        "[incident|account|provider|@owner|project|key|model] [today|yesterday|week|month|7d|30d|2026-11] [vs:period]",
        [new("vs", "The period to compare with", []), .. ScopeResolver.Options],
        ["/explain INC-12", "/explain openrouter week", "/explain @dana 2026-11 vs:2026-10", "/explain error Key limit exceeded (monthly limit)"],
        ReadOnly: true)
    {
        TextAfter = PastedError.Word,
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (PastedError.TextOf(request.Words) is { } pasted)
        {
            return PastedError.Answer(pasted);
        }

        var words = new List<string>();
        Period? period = null;
        long? number = null;
        foreach (string word in request.Words)
        {
            if (number is null && IsIncident(word) && IncidentDesk.Number(word) is { } named)
            {
                number = named;
                continue;
            }

            switch (PeriodParser.Parse(word, request.Now))
            {
                case PeriodReading.Impossible impossible:
                    return Refused($"{impossible.Reason}.");
                case PeriodReading.Found when period is not null:
                    return new CommandAnswer.Refused("usage", $"Two periods: {period.Name} and {ForeignText.Excerpt(word)}.", "Name one period, and vs: for the one to compare with.");
                case PeriodReading.Found found:
                    period = found.Period;
                    break;
                default:
                    words.Add(word);
                    break;
            }
        }

        if (number is null && words.Count == 0 && request.Caller.Incident is { } shown)
        {
            number = IncidentDesk.Number(shown);
        }

        Period? against = null;
        if (request.Options.TryGetValue("vs", out string? vs))
        {
            switch (PeriodParser.Parse(vs, request.Now))
            {
                case PeriodReading.Found found:
                    against = found.Period;
                    break;
                case PeriodReading.Impossible impossible:
                    return Refused($"{impossible.Reason}.");
                default:
                    return Refused($"'{ForeignText.Excerpt(vs)}' is no period.");
            }
        }

        return number is { } incident
            ? await IncidentAsync(request, incident, period, against, cancellationToken)
            : await ScopeAsync(request, words, period ?? Week(request.Now), against, cancellationToken);
    }

    private async Task<CommandAnswer> IncidentAsync(CommandRequest request, long number, Period? period, Period? against, CancellationToken cancellationToken)
    {
        if (await incidents.FindAsync(number, cancellationToken) is not { } incident)
        {
            return new CommandAnswer.Refused("unknown", $"There is no incident INC-{number}.", "/alerts lists what is open.");
        }

        var given = new Dictionary<string, string>(incident.Scope.Parts);
        var own = IsDrain(incident) ? Drain(incident, request.Now) : Rise(incident, request.Now);

        return await scopes.ResolveAsync([], given, PeriodParser.Words, acceptUnseen: true, cancellationToken) switch
        {
            ScopeReading.Refused refused => refused.Answer,
            ScopeReading.Found found => await AnswerAsync(request, found, period ?? own, against, incident, cancellationToken),
            _ => throw new InvalidOperationException("A scope is found or refused."),
        };
    }

    private async Task<CommandAnswer> ScopeAsync(CommandRequest request, IReadOnlyList<string> words, Period period, Period? against, CancellationToken cancellationToken) =>
        await scopes.ResolveAsync(words, request.Options, PeriodParser.Words, acceptUnseen: false, cancellationToken) switch
        {
            ScopeReading.Refused refused => refused.Answer,
            ScopeReading.Found found => await AnswerAsync(request, found, period, against, null, cancellationToken),
            _ => throw new InvalidOperationException("A scope is found or refused."),
        };

    private async Task<CommandAnswer> AnswerAsync(CommandRequest request, ScopeReading.Found found, Period period, Period? against, Incident? incident, CancellationToken cancellationToken)
    {
        var question = new ExplainQuestion(found.Scope, found.Accounts, period, against?.Range ?? period.Before, against?.Name ?? period.BeforeName, request.Now)
        {
            IsCut = against is null,
            IsDrain = incident is not null && IsDrain(incident),
            Told = incident is not null && AlertJson.ReadCondition(incident.Detail) is { } condition ? [condition.Title, .. condition.Causes, .. condition.Facts] : [],
        };

        var answer = ExplainMessage.Of(question, await analyst.AnswerAsync(question, cancellationToken));

        return incident is null ? answer : answer with { Message = AskedFor(answer.Message, incident) };
    }

    /// <summary>Who has read why can say whether it was worth an alert; what nobody was told of was none.</summary>
    private static ChatMessage AskedFor(ChatMessage message, Incident incident) => message with
    {
        Blocks = incident.Useful is { } useful ? [.. message.Blocks, new ChatBlock.Line($"{incident.JudgedBy} found this alert {(useful ? "useful" : "not useful")}.")] : message.Blocks,
        Buttons = incident.NotifiedAt is null ? [] : VerdictCommand.Buttons(incident),
    };

    private static bool IsDrain(Incident incident) => incident.Kind is LowCreditRule.Kind or TopUpRule.Kind or KeyCapRule.Kind or BudgetRule.Kind;

    /// <summary>What rose: since an hour before it was seen, against the week before that.</summary>
    private static Period Rise(Incident incident, DateTimeOffset now)
    {
        var start = incident.OpenedAt.FloorHour().AddHours(-1);

        return new(incident.Id, new(start, incident.ResolvedAt ?? now), new(start - IncidentBase, start)) { BeforeName = "the week before it" };
    }

    /// <summary>What ran down: since a day before it was seen, against as long a time before that.</summary>
    private static Period Drain(Incident incident, DateTimeOffset now)
    {
        var start = incident.OpenedAt.FloorHour() - DrainStart;
        var end = (incident.ResolvedAt ?? now).FloorHour();

        return new(incident.Id, new(start, end), new(start - (end - start), start)) { BeforeName = "as long before" };
    }

    private static bool IsIncident(string word) => word.StartsWith("inc", StringComparison.OrdinalIgnoreCase) || word.StartsWith('#');

    private static Period Week(DateTimeOffset now) => ((PeriodReading.Found)PeriodParser.Parse("week", now)).Period;

    private static CommandAnswer.Refused Refused(string reason) => new("usage", reason, $"A period is {PeriodParser.Choices}.");
}
