using System.Text.Json;

namespace Spendwall.Bot.Sandbox.Slack.Blocks;

/// <summary>Collects what is wrong with blocks, in Slack's own words and with the place.</summary>
internal sealed class Faults
{
    private readonly List<string> messages = [];

    public IReadOnlyList<string> Messages => messages;

    public void Add(string what, string pointer) => messages.Add($"[ERROR] {what} [json-pointer:{pointer}]");

    /// <summary>A plain string.</summary>
    public void String(JsonElement parent, string name, string pointer, int most, bool required = false)
    {
        if (!Has(parent, name, out var value))
        {
            Missing(required, name, pointer);
            return;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Add("must be a string", $"{pointer}/{name}");
            return;
        }

        Length(value.GetString()!, $"{pointer}/{name}", most, required ? 1 : 0);
    }

    /// <summary>A text object.</summary>
    public void Text(JsonElement parent, string name, string pointer, int most, bool plainOnly = false, bool required = true)
    {
        if (!Has(parent, name, out var value))
        {
            Missing(required, name, pointer);
            return;
        }

        TextObject(value, $"{pointer}/{name}", most, plainOnly);
    }

    public void TextObject(JsonElement value, string pointer, int most, bool plainOnly)
    {
        string? type = TypeOf(value);
        if (type is not ("plain_text" or "mrkdwn") || (plainOnly && type != "plain_text"))
        {
            Add(plainOnly ? "must be a plain_text object" : "must be a plain_text or mrkdwn object", pointer);
        }
        else if (!Has(value, "text", out var text) || text.ValueKind != JsonValueKind.String)
        {
            Missing(true, "text", pointer);
        }
        else
        {
            Length(text.GetString()!, $"{pointer}/text", most, 1);
        }
    }

    /// <summary>A list, its elements with their places.</summary>
    public IEnumerable<(JsonElement Element, string Pointer)> List(JsonElement parent, string name, string pointer, int least, int most)
    {
        string place = $"{pointer}/{name}";
        if (!Has(parent, name, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            Missing(true, name, pointer);
            return [];
        }

        int count = list.GetArrayLength();
        if (count < least)
        {
            Add($"no fewer than {least} items allowed", place);
        }

        if (count > most)
        {
            Add($"no more than {most} items allowed", place);
        }

        return list.EnumerateArray().Select((element, index) => (element, $"{place}/{index}"));
    }

    public static bool Has(JsonElement parent, string name, out JsonElement value)
    {
        value = default;

        return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    public static string? TypeOf(JsonElement element) =>
        Has(element, "type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    public void Length(string text, string pointer, int most, int least = 0)
    {
        if (text.Length < least)
        {
            Add($"must be more than {least - 1} characters", pointer);
        }

        if (text.Length > most)
        {
            Add($"must be less than {most + 1} characters", pointer);
        }
    }

    private void Missing(bool required, string name, string pointer)
    {
        if (required)
        {
            Add($"missing required field: {name}", pointer);
        }
    }
}
