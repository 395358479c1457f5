using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spendwall.Bot.Chat.Discord.Rendering;

namespace Spendwall.Bot.Chat.Discord.Registration;

/// <summary>
/// What Discord takes of a list of commands: it refuses the whole list for one fault.
/// https://docs.discord.com/developers/interactions/application-commands#application-command-object Pure.
/// </summary>
internal static partial class DiscordCommandRules
{
    private static readonly string[] ChoiceTexts = ["name", "value"];

    /// <returns>A sentence for each fault; none: the list can be registered.</returns>
    public static IReadOnlyList<string> Faults(JsonArray commands) =>
    [
        .. Count("the list", commands, DiscordLimits.Commands),
        .. Named("the list", commands),
        .. commands.SelectMany(static command => Parts($"/{Text(command!, "name")}", command!)),
        .. commands.Where(static command => Letters(command) > DiscordLimits.CommandText)
            .Select(static command => $"/{Text(command!, "name")} has {Letters(command)} characters, at most {DiscordLimits.CommandText} are taken"),
    ];

    /// <param name="path">The names down to it.</param>
    private static IEnumerable<string> Parts(string path, JsonNode part)
    {
        if (Text(part, "description").Length is 0 or > DiscordLimits.CommandSummary)
        {
            yield return $"{path}: the description has {Text(part, "description").Length} characters, 1 to {DiscordLimits.CommandSummary} are taken";
        }

        var options = List(part, "options");
        var choices = List(part, "choices");
        var faults = Count(path, options, DiscordLimits.CommandOptions)
            .Concat(Named(path, options))
            .Concat(options.SelectMany(option => Parts($"{path} {Text(option!, "name")}", option!)))
            .Concat(Count(path, choices, DiscordLimits.Choices))
            .Concat(choices.SelectMany(choice => Choice(path, choice!)));
        foreach (string fault in faults)
        {
            yield return fault;
        }

        if (options.SkipWhile(static option => IsTrue(option!, "required")).Any(static option => IsTrue(option!, "required")))
        {
            yield return $"{path}: what is required comes after what is not";
        }

        if (choices.Count > 0 && IsTrue(part, "autocomplete"))
        {
            yield return $"{path}: has choices and suggestions";
        }
    }

    private static IEnumerable<string> Count(string path, JsonArray list, int most) => list.Count > most ? [$"{path}: {list.Count} are listed, at most {most} are taken"] : [];

    private static IEnumerable<string> Named(string path, JsonArray list)
    {
        var names = list.Select(static item => Text(item!, "name")).ToList();

        return names.Where(static name => !Name().IsMatch(name) || name.Any(char.IsUpper))
            .Select(name => $"{path}: '{name}' is no name: up to 32 letters, digits, -, _ and ', in lower case")
            .Concat(names.GroupBy(static name => name, StringComparer.Ordinal).Where(static same => same.Count() > 1).Select(same => $"{path}: {same.Key} is there twice"));
    }

    private static IEnumerable<string> Choice(string path, JsonNode choice) =>
        ChoiceTexts.Where(key => Text(choice, key).Length is 0 or > DiscordLimits.Choice)
            .Select(key => $"{path}: the {key} of a choice has {Text(choice, key).Length} characters, 1 to {DiscordLimits.Choice} are taken");

    private static int Letters(JsonNode? node) => node switch
    {
        JsonObject json => json.Sum(static pair => pair.Key is "name" or "description" or "value" ? pair.Value!.ToString().Length : Letters(pair.Value)),
        JsonArray list => list.Sum(Letters),
        _ => 0,
    };

    private static string Text(JsonNode part, string key) => part[key]?.ToString() ?? "";

    private static JsonArray List(JsonNode part, string key) => part[key]?.AsArray() ?? [];

    private static bool IsTrue(JsonNode part, string key) => part[key]?.GetValue<bool>() ?? false;

    /// <summary>Discord names the scripts Devanagari and Thai for their marks, which are no letters.</summary>
    [GeneratedRegex(@"^[-_'\p{L}\p{N}\p{IsDevanagari}\p{IsThai}]{1,32}\z")]
    private static partial Regex Name();
}
