using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Charts;
using Spendwall.Bot.Chat.Conversations;
using Spendwall.Bot.Chat.Terminal;

namespace Spendwall.Bot.Chat.Discord.Rendering;

/// <summary>
/// The neutral message as content, one embed and rows of components. Pure, but for the chart that it is given.
/// An embed and not Components V2: only <c>content</c> is in a notification and pings an owner beside a body that has the
/// state's colour, fields and an image, and a V2 message has no content and can never be edited into one that has.
/// </summary>
internal static class DiscordRenderer
{
    private const string ChartName = "chart.png";

    /// <param name="share">Adds a button that posts this answer where everyone sees it.</param>
    /// <param name="charts">Draws the first series; null, or no image from it: a line of bars in the text.</param>
    /// <param name="mark">Makes the message findable; null: nobody looks for it.</param>
    public static DiscordMessage Render(ChatMessage message, ChatPress? share = null, IChartRenderer? charts = null, string? mark = null)
    {
        var (mentions, allowed) = Mentions(message);
        var spark = message.Blocks.OfType<ChatBlock.Spark>().FirstOrDefault();
        byte[]? image = spark is null ? null : charts?.Render(spark);
        List<DiscordFile> files = image is null ? [] : [new(ChartName, "image/png", image)];
        if (message.File is { } file)
        {
            files.Add(new(file.Name, file.ContentType, file.Bytes));
        }


        return new(
            Content(mentions, $"**{Title(message, DiscordLimits.Content - 4 - mentions.Length - 1)}**"),
            Words(message, mentions),
            Embed(message, image is null ? null : spark, mark),
            DiscordActions.Render(message, share),
            allowed,
            files)
        {
            FileDescription = image is null ? null : ForeignText.Excerpt($"{spark!.Caption}: {Sparkline.Of(spark.Values)}", DiscordLimits.FileDescription),
        };
    }

    private static JsonObject? Embed(ChatMessage message, ChatBlock.Spark? chart, string? mark)
    {
        string footer = ForeignText.Cut(string.Join('\n', message.Footer.Select(static line => ForeignText.Cut(ForeignText.Clean(line), 500))), DiscordLimits.Footer);
        var body = DiscordBody.Of(message.Blocks, DiscordLimits.EmbedText - footer.Length, chart);
        if (footer.Length == 0 && body.Description.Length == 0 && body.Fields.Count == 0 && chart is null)
        {
            return mark is null ? null : DiscordMark.Blank(DiscordMark.Url(mark));
        }

        var embed = new JsonObject();
        if (body.Description.Length > 0)
        {
            embed["description"] = body.Description;
        }

        if (body.Fields.Count > 0)
        {
            embed["fields"] = body.Fields;
        }

        if (footer.Length > 0)
        {
            embed["footer"] = new JsonObject { ["text"] = footer };
        }

        if (chart is not null)
        {
            embed["image"] = new JsonObject { ["url"] = $"attachment://{ChartName}" };
        }

        if (ToneColour.Of(message.Tone) is { } colour)
        {
            embed["color"] = colour;
        }

        if (mark is not null)
        {
            embed["url"] = DiscordMark.Url(mark);
        }

        return embed;
    }

    private static string Content(string mentions, string title) => mentions.Length == 0 ? title : $"{mentions} {title}";

    private static string Title(ChatMessage message, int most)
    {
        string title = DiscordText.Escape(message.Title).Trim();

        return title.Length == 0 ? "–" : DiscordText.CutEscaped(title, most);
    }

    private static string Words(ChatMessage message, string mentions)
    {
        // The mention leads: it must survive the cut.
        string first = Content(mentions, Title(message, DiscordLimits.Content - mentions.Length - 1));
        var lines = MessageWords.Lines(message, DiscordText.Escape).Prepend(first).Where(static line => line.Length > 0);

        return DiscordText.CutEscaped(string.Join('\n', lines), DiscordLimits.Content);
    }

    /// <summary>Who is pinged, in words and by id; without an id on Discord the name is text.</summary>
    private static (string Text, JsonObject Allowed) Mentions(ChatMessage message)
    {
        var words = new List<string>();
        var users = new List<string>();
        var roles = new List<string>();
        int length = 0;
        foreach (var principal in message.Mentions)
        {
            string word = DiscordText.CutEscaped(DiscordText.Mention(principal), 200);
            if (length + word.Length + 1 > DiscordLimits.Mentions || words.Contains(word, StringComparer.Ordinal) || word.Length == 0)
            {
                continue;
            }

            words.Add(word);
            length += word.Length + 1;
            if (DiscordText.Id(principal) is { } id)
            {
                (principal.Kind == Governance.PrincipalKind.User ? users : roles).Add(id);
            }
        }

        // Discord calls it by the word: everyone else's text is escaped.
        var allowed = new JsonObject { ["parse"] = message.Mentions.Any(static principal => principal.Kind == Governance.PrincipalKind.Here) ? new JsonArray("everyone") : new JsonArray() };
        Name(allowed, "users", users);
        Name(allowed, "roles", roles);

        return (string.Join(' ', words), allowed);
    }

    private static void Name(JsonObject allowed, string kind, List<string> ids)
    {
        if (ids.Count > 0)
        {
            allowed[kind] = new JsonArray([.. ids.Take(DiscordLimits.MentionedIds).Select(static id => (JsonNode)id)]);
        }
    }
}
