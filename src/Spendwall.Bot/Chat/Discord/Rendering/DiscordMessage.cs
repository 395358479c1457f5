using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Discord.Rendering;

/// <summary>
/// A message as Discord takes it, on every way out: a message, an edit, an interaction's answer, a followup.
/// <c>allowed_mentions</c> is always said, because what Discord assumes without it pings people.
/// </summary>
/// <param name="Content">Who is pinged and the first line: what a notification shows.</param>
/// <param name="Words">The whole message in words, for when Discord refuses the rest.</param>
/// <param name="Embed">Everything but the first line; null: there is no more.</param>
/// <param name="Components">At most five rows.</param>
/// <param name="Mentions">Whom the content may ping, by id, and nobody else.</param>
internal sealed record DiscordMessage(string Content, string Words, JsonObject? Embed, JsonArray Components, JsonObject Mentions, IReadOnlyList<DiscordFile> Files)
{
    /// <summary>For the asker alone.</summary>
    public const int Ephemeral = 64;

    /// <summary>What the first file shows, for who cannot see it; null: it says so itself, or nothing is attached.</summary>
    public string? FileDescription { get; init; }

    /// <param name="textOnly">Leave out what Discord refused.</param>
    public JsonObject ToBody(bool textOnly = false)
    {
        var body = new JsonObject
        {
            ["content"] = textOnly ? Words : Content,
            ["embeds"] = textOnly ? Marked() : Embed is null ? new JsonArray() : new JsonArray(Embed.DeepClone()),
            ["components"] = textOnly ? new JsonArray() : Components.DeepClone(),
            ["allowed_mentions"] = Mentions.DeepClone(),
        };

        // Also on an edit: what is not named there is taken away.
        body["attachments"] = textOnly
            ? new JsonArray()
            : new JsonArray([.. Files.Select((file, at) => (JsonNode)new JsonObject
            {
                ["id"] = at.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["filename"] = file.Name,
                ["description"] = at == 0 ? FileDescription : null,
            })]);

        return body;
    }

    /// <summary>What makes the message findable stays when the rest is left out.</summary>
    private JsonArray Marked() => (string?)Embed?["url"] is { } url ? new(DiscordMark.Blank(url)) : [];

    public IReadOnlyList<DiscordFile> FilesOf(bool textOnly) => textOnly ? [] : Files;
}
