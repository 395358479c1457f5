using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Runway;
using Spendwall.Bot.Chat.Slack.Rendering;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Slack.Home;

/// <summary>The App Home: each account by itself, because a balance and a bill are not to be added up. Pure.</summary>
internal static class SlackHomeView
{
    private const int MostAccounts = 20;

    private const int MostIncidents = 15;

    private const int MostScopes = 20;

    /// <param name="open">The open incidents, the most severe first, with their owners' names.</param>
    /// <param name="scopes">What the one who looks owns.</param>
    public static JsonObject Render(
        IReadOnlyList<AccountOutlook> outlooks, IReadOnlyList<(Incident Incident, string? Owner)> open, IReadOnlyList<string> scopes, DateTimeOffset now)
    {
        var blocks = new List<JsonObject> { Header("Open incidents") };
        if (open.Count == 0)
        {
            blocks.Add(Section("Nothing is open."));
        }

        foreach (var (incident, owner) in open.Take(MostIncidents))
        {
            blocks.Add(Section($"{incident.Id} · {AlertsCommand.Word(incident.Level)}, {AlertsCommand.Word(incident.State)}, {owner ?? "nobody owns it"}\n{incident.Title}"));
        }

        AddMore(blocks, open.Count - MostIncidents, "/alerts lists them all");
        blocks.Add(Header("Accounts"));
        foreach (var outlook in outlooks.Take(MostAccounts))
        {
            blocks.Add(Section(outlook.Account.Name, Figures(outlook)));
            blocks.Add(Context(Fresh(outlook, now)));
        }

        AddMore(blocks, outlooks.Count - MostAccounts, "/runway and /spend show them");
        blocks.Add(Header("Yours"));
        blocks.Add(Section(scopes.Count == 0
            ? "You own nothing here: /owner set names who answers for what."
            : string.Join('\n', scopes.Take(MostScopes)) + (scopes.Count > MostScopes ? $"\n… {scopes.Count - MostScopes} more: /owner list" : "")));

        return new() { ["type"] = "home", ["blocks"] = new JsonArray([.. blocks.Take(SlackLimits.ViewBlocks)]) };
    }

    /// <summary>What is shown of an account, without its age.</summary>
    public static string Material(AccountOutlook outlook) =>
        string.Join('\n', Figures(outlook).Select(static figure => $"{figure.Name}: {figure.Value}").Append(Failing(outlook) ?? ""));

    private static List<(string Name, string Value)> Figures(AccountOutlook outlook)
    {
        var figures = new List<(string, string)>();
        if (outlook.Reservoir is { } reservoir)
        {
            figures.Add((reservoir.OwnRecord ? "Balance (own record)" : "Balance", reservoir.Balance.ToString()));
            figures.Add(("Runway", RunwayMessage.Runway(reservoir.Runway)));
        }
        else if (outlook.Account.Provider == ProviderKind.OpenRouter)
        {
            figures.Add(("Balance", Wording.Unknown));
        }

        if (outlook.Meter is { } meter)
        {
            figures.Add(("Spent this month", $"{meter.MonthToDate}{(meter.Estimated > Usd.Zero ? $", of it {meter.Estimated} estimated" : "")}"));
            figures.Add(("Month-end", meter.MonthEnd is { } end
                ? $"{end.P50} (P10 {end.P10} – P90 {end.P90}){(meter.Budget is { } budget ? $", budget {budget}" : "")}"
                : Wording.Unknown));
        }
        else
        {
            figures.Add(("Spent this month", Wording.Unknown));
        }

        return figures;
    }

    private static string Fresh(AccountOutlook outlook, DateTimeOffset now)
    {
        string asOf = Wording.AsOf(outlook.ObservedAt, now);

        return Failing(outlook) is { } why ? $"{asOf}; reading fails: {why}" : asOf;
    }

    private static string? Failing(AccountOutlook outlook) =>
        outlook.Failing.Count == 0 ? null : outlook.Failing[0].Remedy ?? outlook.Failing[0].Message ?? Wording.Unknown;

    private static void AddMore(List<JsonObject> blocks, int more, string how)
    {
        if (more > 0)
        {
            blocks.Add(Context($"… {more} more: {how}"));
        }
    }

    private static JsonObject Header(string text) => new() { ["type"] = "header", ["text"] = SlackText.Plain(text, SlackLimits.HeaderText) };

    private static JsonObject Section(string text) => new() { ["type"] = "section", ["text"] = SlackText.PlainLines(text.Split('\n'), SlackLimits.SectionText) };

    private static JsonObject Section(string text, List<(string Name, string Value)> figures)
    {
        var section = Section(text);
        section["fields"] = new JsonArray([.. figures.Take(SlackLimits.Fields).Select(static figure => (JsonNode)SlackText.PlainLines([figure.Name, figure.Value], SlackLimits.FieldText))]);

        return section;
    }

    private static JsonObject Context(string text) => new() { ["type"] = "context", ["elements"] = new JsonArray(SlackText.Plain(text, SlackLimits.ContextText)) };
}
