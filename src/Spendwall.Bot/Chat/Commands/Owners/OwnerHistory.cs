using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands.Auditing;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Owners;

/// <summary>Who owned a scope when, from the audit log.</summary>
internal sealed class OwnerHistory(AuditLog audit, OwnerBook owners)
{
    private const int Most = 30;

    public async Task<CommandAnswer> AnswerAsync(Scope scope, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var subjects = (await audit.SubjectsAsync(cancellationToken)).Where(subject => subject.Equals(scope.Text, StringComparison.OrdinalIgnoreCase)).ToList();
        var query = new AuditQuery(new UtcRange(DateTimeOffset.UnixEpoch, now.AddMilliseconds(1)), Most) { Subjects = subjects, ActionsBegin = "owner." };
        var entries = await audit.ReadAsync(query, cancellationToken);
        var people = await owners.PeopleAsync(cancellationToken);
        var rows = entries.Select(IReadOnlyList<string> (entry) =>
            [Wording.Instant(entry.At), people.NameOf(entry.Actor) ?? entry.Actor, AuditText.Of(entry)]).ToList();
        var message = new ChatMessage
        {
            Title = entries.Count == 0 ? $"No command changed the owner of {scope}" : $"Owners of {scope}: {Wording.Number(entries.Count, "change")}",
            Blocks = entries.Count == 0 ? [] : [new ChatBlock.Table(["When", "By", "What"], rows, [false, false, false])],
            Footer = entries.Count == Most ? [$"the newest {Most}"] : [],
        };
        var list = new JsonArray([.. entries.Select(static entry => (JsonNode)AuditText.Json(entry))]);

        return new CommandAnswer.Done(message, new(now, scope.Text, null, new JsonObject { ["history"] = list }, []));
    }
}
