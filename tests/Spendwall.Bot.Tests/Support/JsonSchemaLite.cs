using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Spendwall.Bot.Tests.Support;

/// <summary>As much of JSON Schema as the chat platforms' published schemas use.</summary>
/// <param name="root">With its <c>definitions</c>.</param>
/// <param name="isStrict">A property that a schema does not name is a fault, also where the schema leaves that open.</param>
internal sealed class JsonSchemaLite(JsonObject root, bool isStrict = false)
{
    public static JsonSchemaLite Load(string path) => new(JsonNode.Parse(File.ReadAllText(path))!.AsObject());

    public IReadOnlyList<string> Check(JsonNode value) => Faults(root, value, "$");

    /// <param name="definition">The name under <c>definitions</c>.</param>
    public IReadOnlyList<string> Check(string definition, JsonNode value) => Faults(root["definitions"]![definition]!.AsObject(), value, "$");

    public IReadOnlyList<string> Check(JsonObject schema, JsonNode? value) => Faults(schema, value, "$");

    private List<string> Faults(JsonNode? node, JsonNode? value, string at)
    {
        if (node is not JsonObject schema)
        {
            return node is JsonValue never && !(bool)never! ? [$"{at} may not be there"] : [];
        }

        if ((string?)schema["$ref"] is { } reference)
        {
            schema = root["definitions"]![reference.Split('/')[^1]]!.AsObject();
        }

        var faults = Own(schema, value, at).ToList();
        foreach (var part in schema["allOf"]?.AsArray() ?? [])
        {
            faults.AddRange(Faults(part, value, at));
        }

        foreach (string word in new[] { "anyOf", "oneOf" })
        {
            if (schema[word] is JsonArray choices)
            {
                faults.AddRange(choices.Select(choice => Faults(choice, value, at)).MinBy(static found => found.Count)!);
            }
        }

        return faults;
    }

    private IEnumerable<string> Own(JsonObject schema, JsonNode? value, string at)
    {
        if (schema["type"] is { } type && !Types(type).Contains(Kind(value)) && !(Kind(value) == "integer" && Types(type).Contains("number")))
        {
            yield return $"{at} is {Kind(value)}, not {type.ToJsonString()}";
            yield break;
        }

        if (schema["const"] is { } only && !JsonNode.DeepEquals(only, value))
        {
            yield return $"{at} is not {only}";
        }

        if (schema["enum"] is JsonArray allowed && !allowed.Any(item => JsonNode.DeepEquals(item, value)))
        {
            yield return $"{at} is none of {allowed.ToJsonString()}";
        }

        IEnumerable<string> inside = value switch
        {
            JsonObject json => Object(schema, json, at),
            JsonArray list => List(schema, list, at),
            JsonValue text when Kind(text) == "string" => Text(schema, (string)text!, at),
            JsonValue number when Kind(number) is "integer" or "number" => Number(schema, number, at),
            _ => [],
        };
        foreach (string fault in inside)
        {
            yield return fault;
        }
    }

    private IEnumerable<string> Object(JsonObject schema, JsonObject value, string at)
    {
        foreach (var name in (schema["required"]?.AsArray() ?? []).Where(name => !value.ContainsKey((string)name!)))
        {
            yield return $"{at}.{name} is missing";
        }

        foreach (var (name, item) in value)
        {
            var property = schema["properties"]?[name];
            bool isClosed = schema["additionalProperties"] is JsonValue rule ? !(bool)rule! : isStrict && schema["additionalProperties"] is null && schema["properties"] is not null;
            if (property is null && isClosed)
            {
                yield return $"{at}.{name} is not known";
            }

            foreach (string fault in Faults(property ?? schema["additionalProperties"] as JsonObject, item, $"{at}.{name}"))
            {
                yield return fault;
            }
        }
    }

    private IEnumerable<string> List(JsonObject schema, JsonArray value, string at)
    {
        if (value.Count < ((int?)schema["minItems"] ?? 0) || value.Count > ((int?)schema["maxItems"] ?? int.MaxValue))
        {
            yield return $"{at} has {value.Count} items";
        }

        for (int i = 0; i < value.Count; i++)
        {
            foreach (string fault in Faults(schema["items"], value[i], $"{at}[{i}]"))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> Text(JsonObject schema, string value, string at)
    {
        if (value.Length < ((int?)schema["minLength"] ?? 0) || value.Length > ((int?)schema["maxLength"] ?? int.MaxValue))
        {
            yield return $"{at} has {value.Length} characters";
        }

        if ((string?)(schema["pattern"] ?? schema["regex"]) is { } pattern && !Regex.IsMatch(value, pattern))
        {
            yield return $"{at} is not like {pattern}";
        }
    }

    private static IEnumerable<string> Number(JsonObject schema, JsonValue value, string at)
    {
        double number = double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
        if (schema["minimum"] is { } least && number < double.Parse(least.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture))
        {
            yield return $"{at} is below {least.ToJsonString()}";
        }

        if (schema["maximum"] is { } most && number > double.Parse(most.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture))
        {
            yield return $"{at} is above {most.ToJsonString()}";
        }
    }

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray several ? several.Select(static one => (string)one!) : [(string)type!];

    private static string Kind(JsonNode? value) => value?.GetValueKind() switch
    {
        null or System.Text.Json.JsonValueKind.Null => "null",
        System.Text.Json.JsonValueKind.Object => "object",
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.Number => value.ToJsonString().All(static c => char.IsAsciiDigit(c) || c == '-') ? "integer" : "number",
        _ => "boolean",
    };
}
