using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Chat.Commands.Runway;

/// <summary>One account of <c>/runway</c> for machines; the first eight members are fixed, the others may grow.</summary>
internal static class RunwayJson
{
    public static JsonObject Of(AccountOutlook outlook, IReadOnlyList<BudgetState> budgets)
    {
        var reservoir = outlook.Reservoir;
        var binding = Bindings.Of(outlook, budgets);

        return new()
        {
            ["account"] = outlook.Account.Name,
            ["provider"] = ScopeResolver.Name(outlook.Account.Provider),
            ["balance_usd"] = AnswerJson.Of(reservoir?.Balance),
            ["burn_usd_per_h"] = new JsonObject
            {
                ["now"] = AnswerJson.Of(outlook.Burn.Now),
                ["h1"] = AnswerJson.Of(outlook.Burn.LastHour),
                ["h24"] = AnswerJson.Of(outlook.Burn.LastDay),
                ["d7"] = AnswerJson.Of(outlook.Burn.LastWeek),
                ["d30"] = AnswerJson.Of(outlook.Burn.LastMonth),
            },
            ["runway_h"] = Band(reservoir?.Runway),
            ["act_by"] = AnswerJson.Of(reservoir?.ActBy),
            ["binding"] = AnswerJson.Of(binding?.Text),
            ["binding_at"] = AnswerJson.Of(binding?.Left is { } left ? outlook.Now + left : null),
            ["binding_h"] = binding is null ? null : Band(binding),
            ["headroom_floor_usd"] = AnswerJson.Of(reservoir?.Floor),
            ["headroom_floor_estimated"] = reservoir is null ? null : JsonValue.Create(reservoir.FloorEstimated),
            ["state"] = AnswerJson.Of(State(reservoir?.Runway)),
            ["runway_week_ago_h"] = Band(reservoir?.RunwayWeekAgo),
            ["largest_request_usd"] = AnswerJson.Of(reservoir?.LargestRequest),
            ["observed_at"] = AnswerJson.Of(outlook.ObservedAt),
            ["covers_until"] = AnswerJson.Of(outlook.CoversUntil),
            ["caps"] = new JsonArray([.. outlook.Caps.Select(static cap => (JsonNode)Cap(cap))]),
            ["budgets"] = new JsonArray([.. budgets.Select(static budget => (JsonNode)Budget(budget))]),
            ["models"] = Drains(outlook.Models),
            ["routes"] = Drains(outlook.Routes),
            ["own_use_usd"] = outlook.OwnUse is { } use
                ? new JsonObject { ["today"] = AnswerJson.Of(use.Today), ["week"] = AnswerJson.Of(use.Week), ["month"] = AnswerJson.Of(use.Month) }
                : null,
            ["month_to_date_usd"] = AnswerJson.Of(outlook.Meter?.MonthToDate),
        };
    }

    private static JsonObject Band(RunwayForecast? runway) => runway switch
    {
        RunwayForecast.Ends ends => Band(ends.P10, ends.P50, ends.P90),
        RunwayForecast.Exhausted => Band(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero),
        _ => Band(null, null, null),
    };

    private static JsonObject Band(TimeSpan? p10, TimeSpan? p50, TimeSpan? p90) => new()
    {
        ["p10"] = AnswerJson.Hours(p10),
        ["p50"] = AnswerJson.Hours(p50),
        ["p90"] = AnswerJson.Hours(p90),
    };

    private static string? State(RunwayForecast? runway) => runway switch
    {
        RunwayForecast.Ends => "ends",
        RunwayForecast.Exhausted => "exhausted",
        RunwayForecast.Idle => "idle",
        RunwayForecast.Unknown => "unknown",
        _ => null,
    };

    private static JsonObject Cap(CapOutlook cap) => new()
    {
        ["name"] = cap.Name,
        ["layer"] = cap.Layer,
        ["limit_usd"] = AnswerJson.Of((Usd?)cap.Limit),
        ["remaining_usd"] = AnswerJson.Of((Usd?)cap.Remaining),
        ["resets_at"] = AnswerJson.Of(cap.ResetsAt),
        ["runway_h"] = AnswerJson.Hours(cap.Left),
        ["runway_band_h"] = Band(new Binding(cap.Text, cap.Left, cap.Runway)),
    };

    private static JsonObject Budget(BudgetState budget) => new()
    {
        ["scope"] = budget.Budget.Scope.Text,
        ["period"] = budget.Budget.Period.ToString().ToLowerInvariant(),
        ["usd"] = AnswerJson.Of((Usd?)budget.Budget.Limit),
        ["remaining_usd"] = AnswerJson.Of(budget.Remaining),
        ["ends_at"] = AnswerJson.Of((DateTimeOffset?)budget.Period.End),
        ["runway_h"] = Band(budget.Runway),
    };

    /// <summary>Without a band the middle is all that is known.</summary>
    private static JsonObject Band(Binding binding) => binding.Runway is RunwayForecast.Ends or RunwayForecast.Exhausted ? Band(binding.Runway) : Band(null, binding.Left, null);

    private static JsonArray Drains(IEnumerable<Drain> drains) => new([.. drains.Select(static drain => (JsonNode)new JsonObject
    {
        ["name"] = drain.Name,
        ["usd"] = AnswerJson.Of((Usd?)drain.Spend),
        ["share"] = AnswerJson.Ratio(drain.Share),
    })]);
}
