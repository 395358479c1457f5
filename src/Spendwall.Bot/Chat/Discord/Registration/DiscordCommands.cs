using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Discord.Rendering;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Chat.Discord.Registration;

/// <summary>The command catalogue as Discord registers it. https://docs.discord.com/developers/interactions/application-commands Pure.</summary>
internal static class DiscordCommands
{
    /// <summary>The one option of a command whose verbs are all that can be said.</summary>
    public const string Which = "which";

    /// <summary>What follows a command that does not tell its words apart.</summary>
    public const string Text = "text";

    private const int SubCommand = 1;
    private const int String = 3;
    private const int Mentionable = 9;
    private const int Number = 10;

    /// <param name="isGlobal">For every server; else for one, where two fields are not known.</param>
    /// <exception cref="InvalidOperationException">Discord would refuse the list; says why.</exception>
    public static JsonArray Of(IReadOnlyList<CommandSpec> specs, bool isGlobal)
    {
        var commands = new JsonArray([.. specs.Select(spec => (JsonNode)Command(spec, isGlobal))]);

        return DiscordCommandRules.Faults(commands) is { Count: > 0 } faults ? throw new InvalidOperationException($"Discord would refuse the commands: {string.Join("; ", faults)}.") : commands;
    }

    /// <summary>The verbs are one choice: nothing else can be said, and none of them need be.</summary>
    public static bool IsChoice(CommandSpec spec) => spec.Verbs.Count > 0 && spec.Words.Count == 0 && spec.Options.Count == 0;

    /// <summary>The words that are asked for after a verb, those that must be there first, as Discord wants them.</summary>
    public static IReadOnlyList<CommandWord> Words(CommandSpec spec, string? verb)
    {
        var told = spec.Words.Where(word => word.Verbs.Count == 0 || (verb is not null && word.Verbs.Contains(verb, StringComparer.Ordinal)))
            .OrderBy(static word => word.Required ? 0 : 1)
            .ToList();

        bool isTold = spec.Words.Count > 0 || spec.Usage.Length == 0 || spec.Options.Any(static option => option.Verbs.Count > 0);

        return isTold ? told : [new(Text, spec.Usage, WordKind.Text)];
    }

    /// <summary>The options that are asked for beside the words.</summary>
    public static IReadOnlyList<CommandOption> Options(CommandSpec spec, string? verb)
    {
        var words = Words(spec, verb);

        return [.. spec.Options
            .Where(option => option.Verbs.Count == 0 || (verb is not null && option.Verbs.Contains(verb, StringComparer.Ordinal)))
            .Where(option => words.All(word => word.Name != option.Key))];
    }

    private static JsonObject Command(CommandSpec spec, bool isGlobal)
    {
        var json = new JsonObject { ["name"] = spec.Name, ["type"] = 1, ["description"] = Summary(spec.Summary) };
        var options = IsChoice(spec)
            ? [Choices(Which, $"One of {string.Join(", ", spec.Verbs)}", spec.Verbs)]
            : spec.Verbs.Count > 0
                ? [.. spec.Verbs.Select(verb => SubCommandOf(spec, verb))]
                : Given(spec, null);
        if (options.Count > 0)
        {
            json["options"] = new JsonArray([.. options]);
        }

        if (isGlobal)
        {
            // Servers only: in a direct message nobody's roles are known.
            json["contexts"] = new JsonArray(0);
            json["integration_types"] = new JsonArray(0);
        }

        return json;
    }

    private static JsonObject SubCommandOf(CommandSpec spec, string verb)
    {
        var json = new JsonObject { ["type"] = SubCommand, ["name"] = verb, ["description"] = Summary($"{verb}: {spec.Summary}") };
        if (Given(spec, verb) is { Count: > 0 } options)
        {
            json["options"] = new JsonArray([.. options]);
        }

        return json;
    }

    private static List<JsonObject> Given(CommandSpec spec, string? verb) => [.. Words(spec, verb).Select(Word), .. Options(spec, verb).Select(Option)];

    private static JsonObject Word(CommandWord word)
    {
        var json = new JsonObject
        {
            ["type"] = word.Kind switch { WordKind.Who => Mentionable, WordKind.Usd => Number, _ => String },
            ["name"] = word.Name,
            ["description"] = Summary(word.Summary),
        };
        if (word.Required)
        {
            json["required"] = true;
        }

        if (word.Kind == WordKind.Usd)
        {
            json["min_value"] = 0;
        }
        else if (word.Kind is not (WordKind.Who or WordKind.Text))
        {
            json["autocomplete"] = true;
        }

        return json;
    }

    private static JsonObject Option(CommandOption option)
    {
        if (option.Values.Count is > 0 and <= DiscordLimits.Choices)
        {
            return Choices(option.Key, option.Summary, option.Values);
        }

        var json = new JsonObject { ["type"] = String, ["name"] = option.Key, ["description"] = Summary(option.Summary) };
        if (Scope.Kinds.Contains(option.Key) || option.Values.Count > 0)
        {
            json["autocomplete"] = true;
        }

        return json;
    }

    private static JsonObject Choices(string name, string summary, IReadOnlyList<string> values) => new()
    {
        ["type"] = String,
        ["name"] = name,
        ["description"] = Summary(summary),
        ["choices"] = new JsonArray([.. values.Select(static value => (JsonNode)new JsonObject { ["name"] = value, ["value"] = value })]),
    };

    private static string Summary(string text) => ForeignText.Cut(text, DiscordLimits.CommandSummary);
}
