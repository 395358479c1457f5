using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Spendwall.Bot.Sandbox.Discord.Rules;

/// <summary>https://docs.discord.com/developers/interactions/application-commands#application-command-object</summary>
internal sealed partial class CommandRules(FormFaults faults)
{
    private const int MostCommands = 100;
    private const int MostOptions = 25;
    private const int MostLetters = 8_000;

    private int letters;

    /// <param name="commands">The whole set, as a bulk overwrite brings it.</param>
    public static void Check(IReadOnlyList<JsonObject> commands, FormFaults faults)
    {
        if (commands.Count > MostCommands)
        {
            faults.Add("", "BASE_TYPE_BAD_LENGTH", $"Must be between 0 and {MostCommands} in length.");
        }

        var names = new HashSet<string>();
        for (int index = 0; index < commands.Count; index++)
        {
            One(commands[index], $"{index}", faults);
            if ((commands[index]["name"] as JsonValue)?.ToString() is { } name && !names.Add(name))
            {
                faults.Add($"{index}", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
            }
        }
    }

    public static void One(JsonObject command, string path, FormFaults faults)
    {
        var rules = new CommandRules(faults);
        long type = faults.Number(command, "type", path, 1, 4) ?? 1;
        if (type == 1)
        {
            rules.Name(command, path);
            rules.letters += faults.Text(command, "description", path, 1, 100, isRequired: true)?.Length ?? 0;
            rules.Options(command, path, depth: 0);
        }
        else
        {
            faults.Text(command, "name", path, 1, 32, isRequired: true);
        }

        if (command["default_member_permissions"] is { } needed && (needed.GetValueKind() != JsonValueKind.String || !ulong.TryParse((string?)needed, out _)))
        {
            faults.Add(FormFaults.At(path, "default_member_permissions"), "BITFIELD_TYPE_CONVERT", "Value is not a bitfield.");
        }

        if (rules.letters > MostLetters)
        {
            faults.Add(path, "APPLICATION_COMMAND_TOO_LARGE", $"Command exceeds maximum size ({MostLetters})");
        }
    }

    private void Options(JsonObject parent, string path, int depth)
    {
        var options = faults.List(parent, "options", path, 0, MostOptions);
        var names = new HashSet<string>();
        bool hasSubcommand = options.Any(IsSubcommand);
        bool hasOptional = false;
        for (int index = 0; index < options.Count; index++)
        {
            var option = options[index];
            string at = $"{FormFaults.At(path, "options")}.{index}";
            long? type = faults.Number(option, "type", at, 1, 11, isRequired: true);
            Name(option, at);
            letters += faults.Text(option, "description", at, 1, 100, isRequired: true)?.Length ?? 0;
            if ((option["name"] as JsonValue)?.ToString() is { } name && !names.Add(name))
            {
                faults.Add(at, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists");
            }

            if (hasSubcommand != IsSubcommand(option) || (type == 2 && depth > 0) || (type == 1 && depth > 1))
            {
                faults.Add($"{at}.type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types");
            }

            if (type is 1 or 2)
            {
                Options(option, at, depth + (type == 2 ? 1 : 2));
                continue;
            }

            bool isRequired = (option["required"] as JsonValue)?.TryGetValue(out bool said) == true && said;
            if (isRequired && hasOptional)
            {
                faults.Add(at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options");
            }

            hasOptional |= !isRequired;
            Values(option, type, at);
        }
    }

    private void Values(JsonObject option, long? type, string at)
    {
        var choices = faults.List(option, "choices", at, 0, 25);
        bool completes = (option["autocomplete"] as JsonValue)?.TryGetValue(out bool said) == true && said;
        if (completes && (choices.Count > 0 || type is not (3 or 4 or 10)))
        {
            faults.Add($"{at}.autocomplete", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", "Autocomplete is for string, integer and number options without choices");
        }

        for (int index = 0; index < choices.Count; index++)
        {
            string place = $"{at}.choices.{index}";
            letters += faults.Text(choices[index], "name", place, 1, 100, isRequired: true)?.Length ?? 0;
            if (type == 3)
            {
                letters += faults.Text(choices[index], "value", place, 1, 100, isRequired: true)?.Length ?? 0;
            }
        }

        faults.Number(option, "min_length", at, 0, 6_000);
        faults.Number(option, "max_length", at, 1, 6_000);
    }

    private void Name(JsonObject parent, string path)
    {
        if (faults.Text(parent, "name", path, 1, 32, isRequired: true) is not { } name)
        {
            return;
        }

        letters += name.Length;
        if (!Allowed().IsMatch(name) || name.Any(char.IsUpper))
        {
            faults.Add(FormFaults.At(path, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
        }
    }

    private static bool IsSubcommand(JsonObject option) => (option["type"] as JsonValue)?.TryGetValue(out JsonElement type) == true && type.ToString() is "1" or "2";

    // Devanagari and Thai letters are letters to .NET too; their marks are added.
    [GeneratedRegex(@"^[-_'\p{L}\p{N}\p{IsDevanagari}\p{IsThai}]{1,32}$")]
    private static partial Regex Allowed();
}
