using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands.Auditing;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/audit</c>: who changed what, newest first, with what it was before and after.</summary>
internal sealed class AuditCommand(IScopeResolver scopes, AuditLog audit, OwnerBook owners) : IChatCommand
{
    private const string By = "by";

    private const int Most = 25;

    public CommandSpec Spec { get; } = new(
        "audit",
        "Who changed what, newest first",
        [],
        "[scope or id] [period] [by:@x]",
        [new(By, "Only what this person did: a name or an identity", []), .. ScopeResolver.Options],
        ["/audit", "/audit openai-acme month", "/audit INC-12", "/audit 7d by:@dana"],
        ReadOnly: true)
    {
        Words =
        [
            new("scope", "Account, provider, project, key, model, or an id such as INC-12", WordKind.Scope),
            new("period", "Such as week, month, 7d or 2026-11; a month back unless told", WordKind.Period),
        ],
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var words = ScopeWords.Of(request);
        var (asked, rest, impossible) = Periods(words, request.Now);
        if (asked is not { } period)
        {
            return impossible!;
        }

        var subjects = await audit.SubjectsAsync(cancellationToken);
        var (about, what, refused) = await SubjectsAsync(rest, subjects, cancellationToken);
        if (refused is not null)
        {
            return refused;
        }

        var people = await owners.PeopleAsync(cancellationToken);
        IReadOnlyList<string>? actors = null;
        if (request.Options.TryGetValue(By, out string? by) && (actors = Actors(by, people)) is null)
        {
            return new CommandAnswer.Refused("unknown", $"Nobody is known as '{ForeignText.Excerpt(by)}'.", "by: takes a name of /owner list, or an identity such as slack:U0123ABCD.");
        }

        var entries = await audit.ReadAsync(new AuditQuery(period, Most + 1) { Subjects = about, Actors = actors }, cancellationToken);
        var shown = entries.Take(Most).ToList();
        var rows = shown.Select(IReadOnlyList<string> (entry) =>
            [Wording.Instant(entry.At), people.NameOf(entry.Actor) ?? entry.Actor, Subject(entry.Subject), AuditText.Of(entry), entry.Message ?? entry.Channel]).ToList();
        string of = what is null ? "" : $" of {what}";
        var message = new ChatMessage
        {
            Title = shown.Count == 0 ? $"Nothing was changed{of}" : $"Changes{of}: {(entries.Count > Most ? $"the newest {Most}" : Wording.Number(shown.Count, "step"))}",
            Blocks = shown.Count == 0 ? [] : [new ChatBlock.Table(["When", "By", "Of", "What", "Where"], rows, [false, false, false, false, false])],
            Footer = [$"{Wording.Instant(period.Start)} to {Wording.Instant(period.End)}; entries are only ever added"],
        };
        var list = new JsonArray([.. shown.Select(static entry => (JsonNode)AuditText.Json(entry))]);

        return new CommandAnswer.Done(message, new(request.Now, what?.Text, period, new JsonObject { ["entries"] = list, ["more"] = entries.Count > Most }, []));
    }

    /// <summary>The period among the words; a month back unless told. What happened at this very instant is in it.</summary>
    private static (UtcRange? Period, List<string> Others, CommandAnswer.Refused? Refused) Periods(List<string> words, DateTimeOffset now)
    {
        foreach (string word in words)
        {
            switch (PeriodParser.Parse(word, now))
            {
                case PeriodReading.Found { Period.Range: var range }:
                    return (range.End == now ? new UtcRange(range.Start, now.AddMilliseconds(1)) : range, [.. words.Where(other => other != word)], null);

                case PeriodReading.Impossible impossible:
                    return (null, words, new("usage", $"{impossible.Reason}.", $"Such as {PeriodParser.Choices}."));
            }
        }

        return (new UtcRange(now.AddDays(-30), now.AddMilliseconds(1)), words, null);
    }

    /// <summary>The subjects in the log that lie in what was asked about; null: all.</summary>
    private async Task<(IReadOnlyList<string>? Subjects, Scope? What, CommandAnswer.Refused? Refused)> SubjectsAsync(
        List<string> words, IReadOnlyList<string> subjects, CancellationToken cancellationToken)
    {
        if (words.Count == 0)
        {
            return (null, null, null);
        }

        // Incidents, exceptions and the like are named by their ids.
        if (words is [var id] && subjects.FirstOrDefault(subject => subject.Equals(id, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return ([known], null, null);
        }

        return await scopes.ResolveAsync(words, cancellationToken) switch
        {
            ScopeResolution.Found found => ([.. subjects.Where(subject => Lies(subject, found.Scope))], found.Scope, null),
            ScopeResolution.Refused no => (null, null, new(no.Kind, no.Message, no.Fix)),
            _ => throw new InvalidOperationException("A scope is found or refused."),
        };
    }

    private static bool Lies(string subject, Scope scope)
    {
        try
        {
            return scope.Contains(Scope.Parse(subject));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static IReadOnlyList<string>? Actors(string by, People people)
    {
        if (by.Equals("bot", StringComparison.OrdinalIgnoreCase))
        {
            return ["bot"];
        }

        if (PrincipalText.Parse([by]) is not { } who)
        {
            return null;
        }

        var person = people.Linked(people.Resolve(who));
        string[] identities = [.. person.Identities.Select(static identity => $"{identity.Key}:{identity.Value}")];

        return identities.Length == 0 ? null : identities;
    }

    private static string Subject(string text) => text.Length == 0 ? "everything" : ForeignText.Excerpt(text, 80);
}
