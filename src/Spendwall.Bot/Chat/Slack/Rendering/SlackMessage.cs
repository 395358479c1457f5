using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Slack.Rendering;

/// <summary>A message as Slack takes it, for <c>chat.*</c> and for a <c>response_url</c> alike.</summary>
/// <param name="Text">The whole message in words: what a notification and a client without these blocks show.</param>
/// <param name="Attachments">The bar in the state's colour; empty without a state.</param>
internal sealed record SlackMessage(string Text, JsonArray Blocks, JsonArray Attachments)
{
    /// <summary>The arguments that hold the message itself, of which nothing is linked or parsed; a fresh copy, to add a channel to.</summary>
    /// <param name="textOnly">Leave out what Slack refused.</param>
    public JsonObject ToArguments(bool textOnly = false) => new()
    {
        ["text"] = Text,
        ["blocks"] = textOnly ? new JsonArray() : Blocks.DeepClone(),
        ["attachments"] = textOnly ? new JsonArray() : Attachments.DeepClone(),
        ["parse"] = "none",
        ["link_names"] = false,
    };

    /// <summary>As <see cref="ToArguments"/>, for <c>chat.postMessage</c> and a <c>response_url</c>, which would also unfurl.</summary>
    public JsonObject ToPost(bool textOnly = false)
    {
        var arguments = ToArguments(textOnly);
        arguments["unfurl_links"] = false;
        arguments["unfurl_media"] = false;

        return arguments;
    }
}
