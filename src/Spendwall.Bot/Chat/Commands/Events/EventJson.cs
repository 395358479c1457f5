using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Events;

/// <summary>An event for machines, the same from a command and from the endpoint.</summary>
public static class EventJson
{
    /// <param name="measured">What it was used for; null: not looked at, or not known.</param>
    public static JsonObject Of(SpendEvent happening, MeteredEvent? measured, DateTimeOffset now)
    {
        bool isKnown = measured is { Accounts: > 0 };

        return new()
        {
            ["id"] = happening.Id,
            ["kind"] = happening.Kind.ToString().ToLowerInvariant(),
            ["scope"] = happening.Scope.Text,
            ["name"] = AnswerJson.Of(happening.Name),
            ["state"] = EventText.State(happening, now),
            ["cap_usd"] = AnswerJson.Of(happening.Cap),
            ["factor"] = AnswerJson.Ratio(happening.Factor),
            ["from"] = AnswerJson.Of((DateTimeOffset?)happening.From),
            ["until"] = AnswerJson.Of((DateTimeOffset?)happening.Until),
            ["added_by"] = happening.AddedBy,
            ["source_id"] = AnswerJson.Of(happening.SourceId),
            ["used_at"] = AnswerJson.Of(happening.UsedAt),
            ["expected_usd"] = AnswerJson.Of(isKnown ? measured!.Total.Expected : (Usd?)null),
            ["actual_usd"] = AnswerJson.Of(isKnown ? measured!.Total.Actual : (Usd?)null),
            ["allowed_more_usd"] = AnswerJson.Of(isKnown ? measured!.Allowed : (Usd?)null),
        };
    }
}
