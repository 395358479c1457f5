using Spendwall.Bot.Chat.Conversations;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Slack.Rendering;

/// <summary>The row of buttons: a snooze is a choice of times, the console's page, why it was said and the list of what is open are in the overflow. Pure.</summary>
internal static class SlackActions
{
    /// <summary>The action ids begin with these words; what follows makes them unique in a message.</summary>
    public const string Press = "press";

    /// <summary>Post the answer publicly.</summary>
    public const string Share = "share";

    /// <summary>Nothing to do: Slack opened a page.</summary>
    public const string Link = "link";

    /// <returns>Null: there is nothing to press.</returns>
    public static JsonObject? Render(ChatMessage message, ChatPress? share)
    {
        var elements = new List<JsonObject>();
        foreach (var button in message.Buttons.Take(SlackLimits.Actions - 2))
        {
            elements.Add(Snooze(button, elements.Count) ?? Button(button, elements.Count));
        }

        if (share?.ToJson() is { Length: <= SlackLimits.ButtonValue } value)
        {
            elements.Add(new() { ["type"] = "button", ["action_id"] = Share, ["text"] = SlackText.Plain("Share in channel", SlackLimits.ButtonText), ["value"] = value });
        }

        if (Overflow(message) is { } overflow)
        {
            elements.Add(overflow);
        }

        return elements.Count == 0 ? null : new() { ["type"] = "actions", ["elements"] = new JsonArray([.. elements]) };
    }

    private static JsonObject Button(ChatButton button, int at)
    {
        var json = new JsonObject { ["type"] = "button", ["action_id"] = $"{Press}:{at}", ["text"] = SlackText.Plain(button.Label, SlackLimits.ButtonText) };
        string value = new ChatPress(button.Incident, button.Version, button.Command).ToJson();
        if (value.Length <= SlackLimits.ButtonValue)
        {
            json["value"] = value;
        }

        if (button.Incident is not null && at == 0)
        {
            json["style"] = "primary";
        }

        return json;
    }

    private static JsonObject? Snooze(ChatButton button, int at)
    {
        if (!SnoozeChoices.IsSnooze(button))
        {
            return null;
        }

        var options = SnoozeChoices.All.Select(choice => Option($"Snooze {choice.Label}", SnoozeChoices.Press(button, choice.Time).ToJson())).ToList();
        if (options.Exists(static option => option is null))
        {
            return null;
        }

        return new()
        {
            ["type"] = "static_select",
            ["action_id"] = $"{Press}:{at}",
            ["placeholder"] = SlackText.Plain("Snooze", SlackLimits.Placeholder),
            ["options"] = new JsonArray([.. options]),
        };
    }

    private static JsonObject? Overflow(ChatMessage message)
    {
        var options = new List<JsonObject?>();
        if (message.Link is { } link && link.AbsoluteUri.Length <= SlackLimits.ButtonUrl)
        {
            options.Add(new() { ["text"] = SlackText.Plain("Open the provider's console", SlackLimits.OptionText), ["value"] = Link, ["url"] = link.AbsoluteUri });
        }

        if (message.Buttons.FirstOrDefault(SnoozeChoices.IsSnooze) is { } snooze)
        {
            options.Add(Option("Snooze otherwise …", SnoozeChoices.Open(snooze).ToJson()));
        }

        if (MoreChoices.Why(message) is { } why)
        {
            options.Add(Option(MoreChoices.WhyLabel, why.ToJson()));
        }

        if (message.Buttons.Any(static button => button.Incident is not null))
        {
            options.Add(Option("What is open", new ChatPress(null, 0, "/alerts").ToJson()));
        }

        options.RemoveAll(static option => option is null);

        return options.Count == 0 ? null : new()
        {
            ["type"] = "overflow",
            ["action_id"] = Press + ":more",
            ["options"] = new JsonArray([.. options]),
        };
    }

    private static JsonObject? Option(string label, string value) => value.Length > SlackLimits.OptionValue
        ? null
        : new() { ["text"] = SlackText.Plain(label, SlackLimits.OptionText), ["value"] = value };
}
