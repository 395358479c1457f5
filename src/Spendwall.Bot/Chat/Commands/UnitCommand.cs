using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Attribution.Views;
using Spendwall.Bot.Chat.Commands.Records;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Routes;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/unit [scope] [period] [per:…]</c>: what one request, accepted result or million tokens costs, against the same part of the period before.</summary>
internal sealed class UnitCommand(RecordQuestions questions, AttributedSums sums, ISpendLedger ledger) : IChatCommand
{
    public CommandSpec Spec { get; } = new(
        "unit",
        "What one request or accepted result costs, and where that goes",
        [],
        "[account|provider|project|key|model] [today|yesterday|week|month|7d|30d|2026-11] [per:request|accepted|token|workflow]",
        [new("per", "What is counted", UnitPrices.Names), .. ScopeResolver.Options],
        ["/unit week", "/unit workflow:summaries 30d per:accepted", "/unit month per:token"],
        ReadOnly: true)
    {
        Words = RecordQuestions.Words,
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var per = request.Options.TryGetValue("per", out string? named) ? Enum.Parse<UnitPer>(named, ignoreCase: true) : UnitPer.Request;

        return questions.AnswerAsync(request, "week", (found, period) => AnswerAsync(request, found, period, per, cancellationToken), cancellationToken);
    }

    private async Task<CommandAnswer> AnswerAsync(CommandRequest request, ScopeReading.Found found, Period period, UnitPer per, CancellationToken cancellationToken)
    {
        var now = await sums.ReadAsync(found.Accounts, found.Scope, RecordQuestions.Hours(period.Range), RequestDimension.Attempt, cancellationToken);
        var before = await sums.ReadAsync(found.Accounts, found.Scope, RecordQuestions.Hours(period.Before), RequestDimension.Attempt, cancellationToken);
        var earlier = before.GroupBy(static row => row.Value("workflow"), StringComparer.OrdinalIgnoreCase).ToDictionary(static group => group.Key, static group => UnitFigures.Of(group), StringComparer.OrdinalIgnoreCase);
        var rows = now.GroupBy(static row => row.Value("workflow"), StringComparer.OrdinalIgnoreCase)
            .Select(group => new UnitRow(group.Key, UnitFigures.Of(group), earlier.GetValueOrDefault(group.Key)))
            .OrderByDescending(static row => row.Now.Sum.Cost)
            .ThenBy(static row => row.Workflow, StringComparer.Ordinal)
            .ToList();

        var fallback = await FallbackAsync(now, period.Range.End, cancellationToken);

        return UnitMessage.Of(request, found, period, per, new("", UnitFigures.Of(now), before.Count == 0 ? null : UnitFigures.Of(before)), rows, fallback);
    }

    /// <summary>By each account's own price list.</summary>
    private async Task<FallbackCost> FallbackAsync(IReadOnlyList<AttributedSum> rows, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var all = default(FallbackCost);
        foreach (var account in rows.Where(static row => row.Sum.Labels.IsFallback).GroupBy(static row => row.Account.Name, StringComparer.Ordinal))
        {
            var cost = FallbackCost.Of(account.Select(static row => RequestFallbacks.Use(row.Sum)), await ledger.PricesAsync(account.Key, at, cancellationToken));
            all = new(cost.Usd is { } usd ? (all.Usd ?? Usd.Zero) + usd : all.Usd, all.Priced + cost.Priced);
        }

        return all;
    }
}
