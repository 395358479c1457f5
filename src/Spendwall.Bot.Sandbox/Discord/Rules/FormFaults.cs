using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.Api;

namespace Spendwall.Bot.Sandbox.Discord.Rules;

/// <summary>Collects what is wrong with a body, in Discord's own words and nesting (50035). https://docs.discord.com/developers/reference#error-messages</summary>
internal sealed class FormFaults
{
    private readonly JsonObject root = [];

    public bool IsEmpty => root.Count == 0;

    /// <param name="path">Such as <c>embeds.0.title</c>; empty for the whole.</param>
    public void Add(string path, string code, string message)
    {
        var at = root;
        foreach (string part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            at[part] ??= new JsonObject();
            at = at[part]!.AsObject();
        }

        at["_errors"] ??= new JsonArray();
        at["_errors"]!.AsArray().Add(new JsonObject { ["code"] = code, ["message"] = message });
    }

    /// <exception cref="DiscordError">Something was wrong.</exception>
    public void Throw()
    {
        if (!IsEmpty)
        {
            throw ToError();
        }
    }

    public DiscordError ToError() => new(400, 50035, "Invalid Form Body") { Places = root };

    /// <summary>The error of one fault.</summary>
    public static DiscordError One(string path, string code, string message)
    {
        var faults = new FormFaults();
        faults.Add(path, code, message);

        return faults.ToError();
    }

    /// <returns>The text; null when it is missing or not right.</returns>
    public string? Text(JsonObject parent, string name, string path, int least, int most, bool isRequired = false)
    {
        string place = At(path, name);
        if (parent[name] is not { } value)
        {
            if (isRequired)
            {
                Missing(place);
            }

            return null;
        }

        if (value.GetValueKind() != JsonValueKind.String)
        {
            Add(place, "STRING_TYPE_CONVERT", "Could not interpret as string.");

            return null;
        }

        string text = (string)value!;
        if (text.Length < least && isRequired && text.Length == 0)
        {
            Missing(place);
        }
        else if (text.Length < least || text.Length > most)
        {
            Add(place, least > 0 ? "BASE_TYPE_BAD_LENGTH" : "BASE_TYPE_MAX_LENGTH", least > 0 ? $"Must be between {least} and {most} in length." : $"Must be {most} or fewer in length.");
        }

        return text;
    }

    /// <returns>The number; null when it is missing or not right.</returns>
    public long? Number(JsonObject parent, string name, string path, long least, long most, bool isRequired = false)
    {
        string place = At(path, name);
        if (parent[name] is not { } value)
        {
            if (isRequired)
            {
                Missing(place);
            }

            return null;
        }

        if (value.GetValueKind() != JsonValueKind.Number || !value.AsValue().TryGetValue(out JsonElement element) || !element.TryGetInt64(out long number))
        {
            Add(place, "NUMBER_TYPE_COERCE", $"Value \"{value}\" is not int.");

            return null;
        }

        if (number < least || number > most)
        {
            Add(place, number < least ? "NUMBER_TYPE_MIN" : "NUMBER_TYPE_MAX", $"int value should be between {least} and {most}.");
        }

        return number;
    }

    /// <returns>The list's objects; empty when it is missing or not right.</returns>
    public IReadOnlyList<JsonObject> List(JsonObject parent, string name, string path, int least, int most)
    {
        string place = At(path, name);
        if (parent[name] is not { } value)
        {
            if (least > 0)
            {
                Missing(place);
            }

            return [];
        }

        if (value is not JsonArray list)
        {
            Add(place, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");

            return [];
        }

        if (list.Count < least || list.Count > most)
        {
            Add(place, "BASE_TYPE_BAD_LENGTH", $"Must be between {least} and {most} in length.");
        }

        var items = list.OfType<JsonObject>().ToList();
        if (items.Count != list.Count)
        {
            Add(place, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        }

        return items;
    }

    public void Missing(string place) => Add(place, "BASE_TYPE_REQUIRED", "This field is required");

    public void NoChoice(string place, string choices) => Add(place, "BASE_TYPE_CHOICES", $"Value must be one of {{{choices}}}.");

    public static string At(string path, object part) => path.Length == 0 ? $"{part}" : $"{path}.{part}";
}
