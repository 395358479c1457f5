using System.Globalization;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Discord.Rules;

/// <summary>https://docs.discord.com/developers/resources/message#embed-object-embed-limits</summary>
internal static class EmbedRules
{
    private const int Most = 10;
    private const int MostInAll = 6_000;

    public static void Check(JsonObject body, FormFaults faults)
    {
        var embeds = faults.List(body, "embeds", "", 0, Most);
        int total = 0;
        for (int index = 0; index < embeds.Count; index++)
        {
            total += One(embeds[index], $"embeds.{index}", faults);
        }

        if (total > MostInAll)
        {
            faults.Add("embeds", "MAX_EMBED_SIZE_EXCEEDED", $"Embed size exceeds maximum size of {MostInAll}");
        }
    }

    /// <returns>The letters that count.</returns>
    private static int One(JsonObject embed, string path, FormFaults faults)
    {
        int letters = Length(faults.Text(embed, "title", path, 0, 256)) + Length(faults.Text(embed, "description", path, 0, 4_096));
        faults.Number(embed, "color", path, 0, 0xFFFFFF);
        Url(embed, "url", path, faults);
        if (faults.Text(embed, "timestamp", path, 0, 64) is { } time && !DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out _))
        {
            faults.Add($"{path}.timestamp", "DATE_TIME_TYPE_PARSE", $"Could not parse {time}. Should be ISO8601.");
        }

        if (embed["footer"] is JsonObject footer)
        {
            letters += Length(faults.Text(footer, "text", $"{path}.footer", 1, 2_048, isRequired: true));
        }

        if (embed["author"] is JsonObject author)
        {
            letters += Length(faults.Text(author, "name", $"{path}.author", 1, 256, isRequired: true));
        }

        foreach (string picture in new[] { "image", "thumbnail" })
        {
            if (embed[picture] is JsonObject image)
            {
                Url(image, "url", $"{path}.{picture}", faults);
            }
        }

        var fields = faults.List(embed, "fields", path, 0, 25);
        for (int index = 0; index < fields.Count; index++)
        {
            string at = $"{path}.fields.{index}";
            letters += Length(faults.Text(fields[index], "name", at, 1, 256, isRequired: true)) + Length(faults.Text(fields[index], "value", at, 1, 1_024, isRequired: true));
        }

        if (letters == 0 && embed["image"] is null && embed["thumbnail"] is null && embed["url"] is null)
        {
            faults.Missing($"{path}.description");
        }

        return letters;
    }

    private static void Url(JsonObject parent, string name, string path, FormFaults faults)
    {
        if (faults.Text(parent, name, path, 0, 2_048) is { Length: > 0 } url && (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https" or "attachment")))
        {
            faults.Add($"{path}.{name}", "URL_TYPE_INVALID_SCHEME", $"Scheme \"{parsed?.Scheme}\" is not supported. Scheme must be one of ('http', 'https').");
        }
    }

    private static int Length(string? text) => text?.Length ?? 0;
}
