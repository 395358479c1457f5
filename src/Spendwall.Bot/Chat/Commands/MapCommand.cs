using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/map</c>: ties keys, projects, models and accounts to a workflow, team, customer and product, from a date on.</summary>
internal sealed class MapCommand(ScopeResolver scopes, MappingStore mappings, IPermissions permissions) : IChatCommand
{
    /// <summary>The value that ends a mapping.</summary>
    private const string Nothing = "none";

    public CommandSpec Spec { get; } = new(
        "map",
        "What keys, projects and models are used for",
        ["list", "set"],
        "key:… workflow:… team:… customer:… [from:date] | list",
        [
            .. ScopeResolver.Options.Where(static option => MapLine.Selectors.Contains(option.Key)).Select(static option => option with { Verbs = ["set"] }),
            .. MapLine.Targets.Select(static target => new CommandOption(target, $"The {target} it is used for; none ends it", []) { Verbs = ["set"] }),
            new("from", "The date from which it holds", []) { Verbs = ["set"] },
        ],
        ["/map list", "/map key:batch-7 workflow:summaries team:search customer:acme", "/map project:search team:discovery from:2026-11-01"],
        ReadOnly: false)
    {
        Rungs = new Dictionary<string, AccessLevel> { ["set"] = AccessLevel.Own, ["list"] = AccessLevel.View },
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var targets = MapLine.Targets.Where(request.Options.ContainsKey)
            .ToDictionary(static kind => kind, kind => request.Options[kind].Equals(Nothing, StringComparison.OrdinalIgnoreCase) ? null : (string?)ForeignText.Clean(request.Options[kind]).Trim());
        if (request.Verb == "list" || (request.Verb is null && request.Options.Count == 0 && request.Words.Count == 0))
        {
            return request.Options.Count + request.Words.Count == 0 ? await ListAsync(cancellationToken) : Refuse("usage", "/map list takes nothing more.", "/map list");
        }

        var selectors = request.Options.Where(static option => MapLine.Selectors.Contains(option.Key)).ToDictionary();
        if (targets.Count == 0)
        {
            return Refuse("usage", $"Say what it is used for: {Wording.AnyOf(MapLine.Targets)}.", "/map key:batch-7 workflow:summaries team:search");
        }

        if (targets.Values.Any(static value => value?.Length == 0))
        {
            return Refuse("usage", "A name cannot be empty.", "/map key:batch-7 team:search");
        }

        DateTimeOffset? from = null;
        if (request.Options.TryGetValue("from", out string? fromText))
        {
            from = WhenParser.Next(fromText, request.Now)?.FloorDay();
            if (from is null)
            {
                return Refuse("usage", $"from:{ForeignText.Excerpt(fromText)} is no date.", "A date is 2026-11-01, today or tomorrow.");
            }
        }

        switch (await scopes.ResolveAsync(request.Words, selectors, [], acceptUnseen: true, cancellationToken))
        {
            case ScopeReading.Refused refused:
                return refused.Answer;

            case ScopeReading.Found { Scope.Parts.Count: 0 }:
                return Refuse("usage", $"Say whose spend it is: {Wording.AnyOf(MapLine.Selectors)}.", "/map key:batch-7 team:search");

            case ScopeReading.Found found when found.Scope.Parts.Keys.Any(static kind => !MapLine.Selectors.Contains(kind)):
                return Refuse("usage", "An owner cannot be mapped.", $"Map {Wording.AnyOf(MapLine.Selectors)}.");

            case ScopeReading.Found found:
                return await SetAsync(found.Scope, targets, from, request, cancellationToken);

            default:
                throw new InvalidOperationException("A scope is found or refused.");
        }
    }

    private async Task<CommandAnswer> SetAsync(Scope selector, Dictionary<string, string?> targets, DateTimeOffset? from, CommandRequest request, CancellationToken cancellationToken)
    {
        var decision = await permissions.DecideAsync(request.Caller.Actor, AccessLevel.Own, selector, cancellationToken);
        if (!decision.Allowed)
        {
            return Refuse("permission", decision.Reason, "Ask its owner or an admin.");
        }

        var added = await mappings.SetAsync(selector, targets, from, request.Now, request.Caller.Actor.Identity, request.Caller.Channel.ToString(), cancellationToken);
        var message = new ChatMessage
        {
            Title = $"{selector} is mapped",
            Tone = Tone.Good,
            Blocks = [new ChatBlock.Fields(added.Select(static entry => (entry.Kind, $"{entry.Value ?? "nothing any more"}, {Since(entry)}")).ToList())],
            Footer = ["from:date sets another date; by:workflow, by:team and by:customer of /spend use it"],
        };

        return new CommandAnswer.Done(message, new AnswerData(request.Now, selector.Text, null, Json(added), []));
    }

    private async Task<CommandAnswer> ListAsync(CancellationToken cancellationToken)
    {
        var entries = (await mappings.ReadAsync(cancellationToken)).Entries;
        ChatBlock block = entries.Count > 0
            ? new ChatBlock.Table(
                ["Spend of", "Is", "Name", "Holds", "Set by"],
                entries.Select(static entry => (IReadOnlyList<string>)[entry.Selector.Text, entry.Kind, entry.Value ?? Nothing, Since(entry), entry.Source]).ToList(),
                [false, false, false, false, false])
            : new ChatBlock.Line("Nothing is mapped yet.");

        return new CommandAnswer.Done(
            new ChatMessage { Title = "What spend is used for", Blocks = [block, new ChatBlock.Code(Spec.Examples[1])] },
            new AnswerData(null, null, null, Json(entries), []));
    }

    private static JsonObject Json(IEnumerable<MapEntry> entries) => new()
    {
        ["mappings"] = new JsonArray([.. entries.Select(static entry => (JsonNode)new JsonObject
        {
            ["scope"] = entry.Selector.Text,
            ["kind"] = entry.Kind,
            ["value"] = AnswerJson.Of(entry.Value),
            ["from"] = AnswerJson.Of(entry.From),
            ["source"] = entry.Source,
        })]),
    };

    private static string Since(MapEntry entry) => entry.From is { } from ? $"from {from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} on" : "ever since";

    private static CommandAnswer.Refused Refuse(string kind, string message, string fix) => new(kind, message, fix);
}
