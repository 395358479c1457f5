using System.Globalization;
using System.Text.Json;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary>The arguments of one call, from a form, a query or a JSON body; in a form, complex values are JSON texts.</summary>
internal sealed class SlackCall(IReadOnlyDictionary<string, JsonElement> arguments)
{
    private static readonly JsonElement True = JsonSerializer.SerializeToElement(true);

    public IReadOnlyDictionary<string, JsonElement> Arguments => arguments;

    /// <summary>Null when it is missing or empty.</summary>
    public string? Text(string name)
    {
        if (!arguments.TryGetValue(name, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return null;
        }

        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

        return text.Length == 0 ? null : text;
    }

    public string Required(string name) => Text(name)
        ?? throw new SlackError("invalid_arguments") { Messages = [$"[ERROR] missing required field: {name}"] };

    public bool Flag(string name, bool usual = false) => Text(name) is { } text ? text is "true" or "1" : usual;

    public int Number(string name, int usual, int most)
    {
        if (Text(name) is not { } text)
        {
            return usual;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most
            ? number
            : throw new SlackError("invalid_limit");
    }

    /// <summary>An object or a list; null when it is missing.</summary>
    /// <exception cref="SlackError">It is no JSON of that kind.</exception>
    public JsonElement? Json(string name, JsonValueKind kind, string error)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);

            return document.RootElement.ValueKind == kind ? document.RootElement.Clone() : throw new SlackError(error);
        }
        catch (JsonException)
        {
            throw new SlackError(error);
        }
    }

    /// <exception cref="SlackError">The body cannot be read.</exception>
    public static async Task<SlackCall> ReadAsync(HttpContext context, bool takesJson)
    {
        var arguments = context.Request.Query.ToDictionary(static pair => pair.Key, static pair => Element(pair.Value.ToString()));
        if (context.Request.HasFormContentType)
        {
            foreach (var pair in await context.Request.ReadFormAsync(context.RequestAborted))
            {
                arguments[pair.Key] = Element(pair.Value.ToString());
            }
        }
        else if (context.Request.HasJsonContentType() && takesJson)
        {
            await AddJsonAsync(context, arguments);
        }
        else if (context.Request.ContentLength > 0 && !context.Request.HasJsonContentType())
        {
            throw new SlackError("invalid_post_type");
        }

        return new(arguments);
    }

    private static async Task AddJsonAsync(HttpContext context, Dictionary<string, JsonElement> arguments)
    {
        try
        {
            var body = await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted);
            if (body.ValueKind != JsonValueKind.Object)
            {
                throw new SlackError("json_not_object");
            }

            foreach (var property in body.EnumerateObject())
            {
                arguments[property.Name] = property.Value.Clone();
            }
        }
        catch (JsonException)
        {
            throw new SlackError("invalid_json");
        }
    }

    private static JsonElement Element(string text) => text == "true" ? True : JsonSerializer.SerializeToElement(text);
}
