using System.Text;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Terminal;

namespace Spendwall.Bot.Chat.Discord.Rendering;

/// <summary>A message's body as one embed's description and fields, within the characters that there is room for. Pure.</summary>
internal sealed class DiscordBody
{
    private const int LeastPart = 200;

    private readonly StringBuilder description = new();

    private readonly JsonArray fields = [];

    private int left;

    private int leftOut;

    private DiscordBody(int room) => left = room;

    public string Description => description.ToString();

    public JsonArray Fields => fields;

    /// <param name="room">The characters for description and fields together.</param>
    /// <param name="chart">The series that is shown as an image; null: none is.</param>
    public static DiscordBody Of(IReadOnlyList<ChatBlock> blocks, int room, ChatBlock.Spark? chart)
    {
        var body = new DiscordBody(room - 60);

        // An embed shows its fields below all its text: of several groups nobody could tell which is whose.
        bool hasGroups = blocks.OfType<ChatBlock.Fields>().Count() > 1;
        foreach (var block in blocks)
        {
            body.Add(block, chart, hasGroups);
        }

        if (body.leftOut > 0)
        {
            body.description.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n… {body.leftOut} more parts; a narrower question shows them");
        }

        return body;
    }

    private int Room => Math.Min(left, DiscordLimits.Description - 60 - description.Length);

    private void Add(ChatBlock block, ChatBlock.Spark? chart, bool hasGroups)
    {
        switch (block)
        {
            case ChatBlock.Line line:
                Text(DiscordText.EscapeInEmbed(line.Text), static (text, room) => DiscordText.CutEscaped(text, room));
                break;

            case ChatBlock.Fields pairs when hasGroups:
                foreach (var (name, value) in pairs.Items)
                {
                    Text($"**{NonEmpty(name)}** {NonEmpty(value)}", static (text, room) => DiscordText.CutEscaped(text, room));
                }

                break;

            case ChatBlock.Fields pairs:
                foreach (var (name, value) in pairs.Items)
                {
                    Field(name, value);
                }

                break;

            case ChatBlock.Table table:
                Text(DiscordTable.Render(table, Math.Max(Room, LeastPart)), null);
                break;

            // The image says its caption itself.
            case ChatBlock.Spark spark when ReferenceEquals(spark, chart):
                break;

            case ChatBlock.Spark spark:
                Text($"{Sparkline.Of(spark.Values)}  {DiscordText.Escape(spark.Caption)}", static (text, room) => DiscordText.CutEscaped(text, room));
                break;

            case ChatBlock.Code code:
                Text(DiscordText.CodeBlock(ForeignText.Cut(code.Text, Math.Max(Room - 20, LeastPart / 2))), null);
                break;

            default:
                throw new InvalidOperationException($"There is no rendering for {block.GetType().Name}.");
        }
    }

    /// <param name="cut">Makes it fit; null: it fits or is left out.</param>
    private void Text(string text, Func<string, int, string>? cut)
    {
        if (text.Length == 0)
        {
            return;
        }

        int room = Room - 1;
        if (text.Length > room)
        {
            if (cut is null || room < LeastPart)
            {
                leftOut++;

                return;
            }

            text = cut(text, room);
        }

        if (description.Length > 0)
        {
            description.Append('\n');
        }

        description.Append(text);
        left -= text.Length + 1;
    }

    private void Field(string name, string value)
    {
        string title = DiscordText.CutEscaped(NonEmpty(name), DiscordLimits.FieldName);
        string text = DiscordText.CutEscaped(NonEmpty(value), DiscordLimits.FieldValue);
        if (fields.Count == DiscordLimits.Fields || title.Length + text.Length > left)
        {
            leftOut++;

            return;
        }

        fields.Add((JsonNode)new JsonObject { ["name"] = title, ["value"] = text, ["inline"] = true });
        left -= title.Length + text.Length;
    }

    private static string NonEmpty(string text)
    {
        string escaped = DiscordText.Escape(text).Trim();

        return escaped.Length == 0 ? "–" : escaped;
    }
}
