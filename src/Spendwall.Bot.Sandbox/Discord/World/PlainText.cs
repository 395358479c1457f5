using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Discord.World;

/// <summary>A message's words from all its parts, in reading order, for someone without a Discord window.</summary>
internal static class PlainText
{
    public static string Of(DiscordContent content)
    {
        var lines = new List<string>();
        Add(lines, content.Text);
        foreach (var embed in content.Embeds ?? [])
        {
            Add(lines, embed?["author"]?["name"]);
            Add(lines, embed?["title"]);
            Add(lines, embed?["description"]);
            foreach (var field in embed?["fields"] as JsonArray ?? [])
            {
                lines.Add($"{field?["name"]}: {field?["value"]}");
            }

            Add(lines, embed?["footer"]?["text"]);
        }

        foreach (var component in content.Components ?? [])
        {
            AddComponent(lines, component);
        }

        lines.AddRange(content.Attachments.Select(static file => $"[{file.Name}, {file.Bytes.Length} bytes]"));

        return string.Join('\n', lines);
    }

    private static void AddComponent(List<string> lines, JsonNode? component)
    {
        Add(lines, component?["content"]);
        if (component?["components"] is JsonArray parts)
        {
            if ((int?)component["type"] == 1)
            {
                Add(lines, string.Join(' ', parts.Select(static part => part?["label"] ?? part?["placeholder"]).Where(static label => label is not null).Select(static label => $"[{label}]")));
            }
            else
            {
                foreach (var part in parts)
                {
                    AddComponent(lines, part);
                }
            }
        }
    }

    private static void Add(List<string> lines, JsonNode? text) => Add(lines, text?.ToString() ?? "");

    private static void Add(List<string> lines, string text)
    {
        if (text.Length > 0)
        {
            lines.Add(text);
        }
    }
}
