using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Conversations;

namespace Spendwall.Bot.Chat.Discord.Rendering;

/// <summary>
/// The rows below a message: buttons, the link to the provider's page, and one list for how long to snooze. A custom id is
/// a <see cref="ChatPress"/>: the incident, its version that the message shows, and the command. Pure.
/// </summary>
internal static class DiscordActions
{
    /// <summary>The custom id of a list, whose values are presses.</summary>
    public const string List = "list";

    private const int ActionRow = 1;
    private const int Button = 2;
    private const int StringSelect = 3;

    public static JsonArray Render(ChatMessage message, ChatPress? share)
    {
        var buttons = new List<JsonObject>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var button in message.Buttons.Where(static button => !SnoozeChoices.IsSnooze(button)))
        {
            Add(buttons, ids, button.Label, new(button.Incident, button.Version, button.Command), button.Incident is not null && buttons.Count == 0 ? 1 : 2);
        }

        // Discord has no menu of things to do: what Slack keeps in the overflow stands behind the buttons.
        if (MoreChoices.Why(message) is { } why)
        {
            Add(buttons, ids, MoreChoices.WhyLabel, why, 2);
        }

        if (message.Buttons.Any(static button => button.Incident is not null))
        {
            Add(buttons, ids, "What is open", new(null, 0, "/alerts"), 2);
        }

        if (share is not null)
        {
            // A long question is not asked anew: it is shared as long as it is kept.
            Add(buttons, ids, "Share in channel", share.ToJson().Length <= DiscordLimits.CustomId ? share : share with { Command = "", Incident = null }, 2);
        }

        if (message.Link is { } link && link.AbsoluteUri.Length <= DiscordLimits.Url)
        {
            buttons.Add(new() { ["type"] = Button, ["style"] = 5, ["label"] = "Open the provider's console", ["url"] = link.AbsoluteUri });
        }

        var snooze = message.Buttons.Where(SnoozeChoices.IsSnooze).Select(SnoozeList).FirstOrDefault(static list => list is not null);
        var rows = buttons.Chunk(DiscordLimits.Buttons).Take(DiscordLimits.Rows - (snooze is null ? 0 : 1)).Select(Row).ToList();
        if (snooze is not null)
        {
            rows.Add(Row([snooze]));
        }

        return new([.. rows]);
    }

    private static JsonObject Row(JsonObject[] components) => new() { ["type"] = ActionRow, ["components"] = new JsonArray([.. components]) };

    /// <summary>What has no room is left out: the command can be typed.</summary>
    private static void Add(List<JsonObject> buttons, HashSet<string> ids, string label, ChatPress press, int style)
    {
        string id = press.ToJson();
        string text = ForeignText.Cut(ForeignText.Clean(label).Trim(), DiscordLimits.Label);
        if (id.Length <= DiscordLimits.CustomId && ids.Add(id))
        {
            buttons.Add(new() { ["type"] = Button, ["style"] = style, ["label"] = text.Length == 0 ? "–" : text, ["custom_id"] = id });
        }
    }

    private static JsonObject? SnoozeList(ChatButton button)
    {
        var options = SnoozeChoices.All
            .Select(choice => (Label: $"Snooze {choice.Label}", Press: SnoozeChoices.Press(button, choice.Time)))
            .Append((Label: "Snooze otherwise …", Press: SnoozeChoices.Open(button)))
            .Where(static option => option.Press.ToJson().Length <= DiscordLimits.OptionText)
            .Select(static option => (JsonNode)new JsonObject { ["label"] = option.Label, ["value"] = option.Press.ToJson() })
            .ToArray();

        return options.Length == 0 ? null : new()
        {
            ["type"] = StringSelect,
            ["custom_id"] = List,
            ["placeholder"] = "Snooze",
            ["options"] = new JsonArray(options),
        };
    }
}
