using Spendwall.Bot.Chat.Conversations;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Slack.Commands;

namespace Spendwall.Bot.Chat.Slack.Rendering;

/// <summary>
/// The neutral message as Block Kit. Pure. All of it is also in <c>text</c>; what holds foreign words is plain text, and
/// only <see cref="ChatMessage.Mentions"/> ping.
/// </summary>
internal static class SlackRenderer
{
    /// <param name="share">Adds a button that posts this answer where everyone sees it.</param>
    public static SlackMessage Render(ChatMessage message, ChatPress? share = null)
    {
        message = MessageRewriting.Map(message, SlackCommandText.Advice);
        var body = new JsonArray();
        body.Add((JsonNode)Title(message.Title));
        string mentions = Mentions(message);
        if (mentions.Length > 0)
        {
            body.Add((JsonNode)Section(SlackText.Markdown(mentions, SlackLimits.SectionText)));
        }

        var actions = SlackActions.Render(message, share);
        int room = SlackLimits.MessageBlocks - body.Count - (actions is null ? 0 : 1) - 1;
        foreach (var block in SlackBody.Render(message.Blocks, room))
        {
            body.Add((JsonNode)block);
        }

        if (actions is not null)
        {
            body.Add((JsonNode)actions);
        }

        var footer = Footer(message.Footer);
        string? colour = ToneColour.Of(message.Tone) is { } rgb ? $"#{rgb:x6}" : null;
        if (footer is not null && colour is null)
        {
            body.Add((JsonNode)footer);
        }

        var attachments = footer is not null && colour is not null
            ? new JsonArray(new JsonObject { ["color"] = colour, ["fallback"] = SlackLimits.CutEscaped(SlackText.Escape(message.Footer[0]), SlackLimits.ContextText), ["blocks"] = new JsonArray(footer) })
            : new JsonArray();

        return new(SlackWords.Of(message), body, attachments);
    }

    /// <summary>Who is pinged; without an id on Slack the name is text.</summary>
    public static string Mentions(ChatMessage message) => string.Join(' ', message.Mentions.Select(SlackText.Mention).Distinct()).Trim();

    private static JsonObject Title(string title) => title.Length <= SlackLimits.HeaderText
        ? new JsonObject { ["type"] = "header", ["text"] = SlackText.Plain(title, SlackLimits.HeaderText) }
        : Section(SlackText.Plain(title, SlackLimits.SectionText));

    private static JsonObject Section(JsonObject text) => new() { ["type"] = "section", ["text"] = text };

    private static JsonObject? Footer(IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return null;
        }

        // The last element says how many more there are.
        var shown = lines.Count <= SlackLimits.ContextElements ? lines : [.. lines.Take(SlackLimits.ContextElements - 1), $"… {lines.Count - SlackLimits.ContextElements + 1} more"];

        return new()
        {
            ["type"] = "context",
            ["elements"] = new JsonArray([.. shown.Select(static line => (JsonNode)SlackText.Plain(line, SlackLimits.ContextText / 4))]),
        };
    }
}
