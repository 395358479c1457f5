using System.Text.Json.Nodes;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Budgets;

/// <summary>An exception for machines.</summary>
internal static class ExceptionJson
{
    public static JsonObject Of(BudgetException exception) => new()
    {
        ["id"] = exception.Id,
        ["state"] = exception.State.ToString().ToLowerInvariant(),
        ["scope"] = exception.Scope.Text,
        ["period"] = BudgetText.Word(exception.Period),
        ["usd"] = AnswerJson.Of((Usd?)exception.Amount),
        ["until"] = AnswerJson.Of((DateTimeOffset?)exception.Until),
        ["reason"] = exception.Reason,
        ["evidence"] = exception.Evidence,
        ["requested_by"] = exception.RequestedName,
        ["approver"] = exception.Approver,
        ["decided_by"] = exception.DecidedName,
        ["decided_at"] = AnswerJson.Of(exception.DecidedAt),
        ["note"] = exception.Note,
    };
}
