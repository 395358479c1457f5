using Spendwall.Bot.Money;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Chat.Commands.Runway;

/// <summary><c>/runway</c> for people: per account one line that decides, then what stands behind it.</summary>
internal static class RunwayMessage
{
    private const int MostDrains = 3;

    public static ChatMessage Of(
        IReadOnlyList<AccountOutlook> outlooks, IReadOnlyDictionary<string, IReadOnlyList<BudgetState>> budgets, DateTimeOffset now, IReadOnlyList<string> blindSpots)
    {
        var blocks = new List<ChatBlock>();
        foreach (var outlook in outlooks)
        {
            if (outlooks.Count > 1)
            {
                blocks.Add(new ChatBlock.Line(Headline(outlook)));
            }

            blocks.Add(new ChatBlock.Fields(Fields(outlook, budgets[outlook.Account.Name], now)));
        }

        return new()
        {
            Title = outlooks.Count == 1 ? Headline(outlooks[0]) : $"Runway of {Wording.Number(outlooks.Count, "account")}",
            Tone = outlooks.Select(RunwayTone.Of).DefaultIfEmpty(Tone.Neutral).Max(),
            Blocks = blocks,
            Footer = [.. outlooks.Select(outlook => $"{outlook.Account.Name}: {Wording.AsOf(outlook.ObservedAt, now)}"), .. blindSpots],
        };
    }

    public static string Headline(AccountOutlook outlook)
    {
        string name = outlook.Account.Name;
        if (outlook.Reservoir is { } reservoir)
        {
            return $"{name}: {reservoir.Balance} left{(reservoir.OwnRecord ? " (own record)" : "")}, {Runway(reservoir.Runway)}";
        }

        string month = outlook.Meter is { } meter ? $"{meter.MonthToDate} this month" : "no spend known yet";

        return outlook.Account.Provider == ProviderKind.OpenAI ? $"{name}: a meter, {month}" : $"{name}: balance {Wording.Unknown}, {month}";
    }

    /// <summary><c>31 h of runway (P10 22 h – P90 44 h)</c>.</summary>
    public static string Runway(RunwayForecast runway) => runway switch
    {
        RunwayForecast.Ends ends => $"{Span(ends.P50)} of runway (P10 {Span(ends.P10)} – P90 {Span(ends.P90)})",
        RunwayForecast.Exhausted => "at the headroom floor: calls are failing or about to",
        RunwayForecast.Idle idle => $"nothing spent in {Wording.Duration(idle.History)}",
        RunwayForecast.Unknown unknown => $"runway {Wording.Unknown}: {unknown.Reason}",
        _ => Wording.Unknown,
    };

    private static List<(string, string)> Fields(AccountOutlook outlook, IReadOnlyList<BudgetState> budgets, DateTimeOffset now)
    {
        var burn = outlook.Burn;
        var fields = new List<(string, string)>
        {
            ("Burn", $"now {Wording.Rate(burn.Now)}, 1 h {Wording.Rate(burn.LastHour)}, 24 h {Wording.Rate(burn.LastDay)}, 7 d {Wording.Rate(burn.LastWeek)}, 30 d {Wording.Rate(burn.LastMonth)}"),
        };
        var binding = Bindings.Of(outlook, budgets);
        if (outlook.Reservoir is { } reservoir)
        {
            AddReservoir(fields, reservoir, binding, now);
        }
        else if (outlook.Meter is { } meter)
        {
            AddMeter(fields, meter);
        }

        if (outlook.Reservoir is null && binding is not null)
        {
            fields.Add(("Binding", Binds(binding, now)));
        }

        if (outlook.OwnUse is { } use)
        {
            fields.Add(("Use of the key", $"today {Wording.Money(use.Today)}, this week {Wording.Money(use.Week)}, this month {Wording.Money(use.Month)}"));
        }

        if (outlook.Caps.Count > 0)
        {
            fields.Add(("Caps", string.Join("; ", outlook.Caps.Take(MostDrains).Select(cap => Cap(cap, now)))));
        }

        if (budgets.Count > 0)
        {
            fields.Add(("Budgets", string.Join("; ", budgets.OrderBy(static budget => budget.Runway is RunwayForecast.Ends { P50: { } middle } ? middle : TimeSpan.MaxValue).Take(MostDrains).Select(Budget))));
        }

        AddDrains(fields, "Models", outlook.Models);
        AddDrains(fields, "Routes", outlook.Routes);
        if (outlook.Failing.Count > 0)
        {
            fields.Add(("Reading fails", outlook.Failing[0].Remedy ?? outlook.Failing[0].Message ?? Wording.Unknown));
        }

        return fields;
    }

    private static void AddReservoir(List<(string, string)> fields, ReservoirOutlook reservoir, Binding? binding, DateTimeOffset now)
    {
        if (reservoir.ActBy is { } actBy)
        {
            fields.Add(("Act by", Wording.Instant(actBy, now)));
        }

        if (reservoir.RunwayWeekAgo is { } before)
        {
            fields.Add(("A week ago", Runway(before)));
        }

        fields.Add(("Binding", binding is null ? reservoir.Binding : Binds(binding, now)));
        fields.Add(("Headroom floor", $"{Wording.Money(reservoir.Floor)}{(reservoir.FloorEstimated ? ", estimated" : "")}; largest request {Wording.Money(reservoir.LargestRequest)}"));
        if (reservoir.Runway is RunwayForecast.Ends ends)
        {
            fields.Add(("History behind it", Wording.Duration(ends.History)));
        }
    }

    private static void AddMeter(List<(string, string)> fields, MeterOutlook meter)
    {
        fields.Add(("Month to date", $"{meter.MonthToDate}, of it estimated {meter.Estimated}"));
        if (meter.Yesterday is { } yesterday)
        {
            fields.Add(("Yesterday", meter.DayBefore is { } before ? $"{yesterday}, {Wording.Change(before, yesterday)} against the day before" : yesterday.ToString()));
        }

        if (meter.MonthEnd is { } end)
        {
            fields.Add(("Month-end", $"{end.P50} (P10 {end.P10} – P90 {end.P90}){(meter.Budget is { } budget ? $", budget {budget}" : "")}"));
        }
    }

    private static void AddDrains(List<(string, string)> fields, string name, IReadOnlyList<Drain> drains)
    {
        if (drains.Count > 0)
        {
            fields.Add((name, string.Join(", ", drains.Take(MostDrains).Select(static drain => $"{drain.Name} {drain.Spend} ({Wording.Percent(drain.Share)})")) + " since yesterday"));
        }
    }

    private static string Cap(CapOutlook cap, DateTimeOffset now)
    {
        string reset = cap.ResetsAt is { } at ? $", resets {Wording.Instant(at, now)}" : "";
        string left = cap.Left is { } span ? $", {Wording.Duration(span)}{Band(cap.Runway)}" : cap.ResetsAt is not null && cap.Burn is not null ? ", lasts until its reset" : "";

        return $"{cap.Name} {cap.Remaining} of {cap.Limit} left{left}{reset}";
    }

    private static string Binds(Binding binding, DateTimeOffset now) => binding switch
    {
        { Left: { } left } when left > TimeSpan.Zero => $"{binding.Text}, {Wording.Instant(now + left, now)}{Band(binding.Runway)}",
        { Left: not null } => $"{binding.Text}, used up",
        _ => binding.Text,
    };

    private static string Budget(BudgetState state)
    {
        string period = state.Budget.Period.ToString().ToLowerInvariant();
        string left = state.Runway switch
        {
            RunwayForecast.Exhausted => ", spent",
            RunwayForecast.Ends { P50: { } middle } => $", {Wording.Duration(middle)}{Band(state.Runway)}",
            RunwayForecast.Ends => $", lasts until the {period}'s end",
            _ => "",
        };

        // What an account that is not known spent is not taken off.
        string most = state.Missing.Count > 0 ? "at most " : "";

        return $"{state.Budget.Scope} {most}{Wording.Money(state.Remaining)} of {state.Budget.Amount}/{period} left{left}";
    }

    /// <summary>A quantile that the refill comes before is not named.</summary>
    private static string Band(RunwayForecast? runway) => runway is RunwayForecast.Ends { P10: { } early, P50: not null } ends
        ? ends.P90 is { } late ? $" (P10 {Wording.Duration(early)} – P90 {Wording.Duration(late)})" : $" (P10 {Wording.Duration(early)})"
        : "";

    private static string Span(TimeSpan? span) => span is { } known ? Wording.Duration(known) : "over a year";
}
