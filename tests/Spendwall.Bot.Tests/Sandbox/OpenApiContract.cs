using System.Text.Json;

namespace Spendwall.Bot.Tests.Sandbox;

/// <summary>
/// A small reader of an OpenAPI file that checks an answer's shape: required fields, types, enumerations, references
/// and combinations. Formats, patterns and bounds are not looked at.
/// </summary>
internal sealed class OpenApiContract(JsonElement root)
{
    public static OpenApiContract Load(string path) => new(JsonDocument.Parse(File.ReadAllText(path)).RootElement);

    /// <summary>The faults of a 200 answer, each with its place; empty when it fits.</summary>
    public IReadOnlyList<string> Check(string method, string path, JsonElement answer)
    {
        var schema = root.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses").GetProperty("200")
            .GetProperty("content").GetProperty("application/json").GetProperty("schema");

        return [.. Faults(schema, answer, "$")];
    }

    private IEnumerable<string> Faults(JsonElement schema, JsonElement value, string at)
    {
        schema = Resolve(schema);
        foreach (string word in new[] { "anyOf", "oneOf" })
        {
            if (schema.TryGetProperty(word, out var choices))
            {
                var best = choices.EnumerateArray().Select(choice => Faults(choice, value, at).ToList()).MinBy(faults => faults.Count)!;
                foreach (string fault in best)
                {
                    yield return fault;
                }
            }
        }

        foreach (string fault in All(schema).SelectMany(part => Faults(part, value, at)).Concat(Own(schema, value, at)))
        {
            yield return fault;
        }
    }

    private IEnumerable<string> Own(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean() && value.ValueKind == JsonValueKind.Null)
        {
            yield break;
        }

        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(name => Is(name, value)))
        {
            yield return $"{at} is {value.ValueKind}, not {type}";
            yield break;
        }

        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)))
        {
            yield return $"{at} is {value}, not one of {allowed}";
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (string fault in value.EnumerateArray().SelectMany((item, index) => Faults(items, item, $"{at}[{index}]")))
            {
                yield return fault;
            }
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (string name in Names(schema, "required").Where(name => !value.TryGetProperty(name, out _)))
        {
            yield return $"{at}.{name} is missing";
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (string fault in properties.EnumerateObject()
                .Where(property => value.TryGetProperty(property.Name, out _))
                .SelectMany(property => Faults(property.Value, value.GetProperty(property.Name), $"{at}.{property.Name}")))
            {
                yield return fault;
            }
        }
    }

    private JsonElement Resolve(JsonElement schema)
    {
        while (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference))
        {
            schema = reference.GetString()!.Split('/').Skip(1).Aggregate(root, (at, name) => at.GetProperty(name));
        }

        return schema;
    }

    private static List<JsonElement> All(JsonElement schema) =>
        schema.TryGetProperty("allOf", out var parts) ? [.. parts.EnumerateArray()] : [];

    private static IEnumerable<string> Names(JsonElement schema, string word) =>
        schema.TryGetProperty(word, out var names) ? names.EnumerateArray().Select(name => name.GetString()!) : [];

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static bool Is(string type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };
}
