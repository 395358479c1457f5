using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Slack.World;

/// <summary>What a message says: everything that an edit replaces.</summary>
internal sealed record SlackContent(string Text, JsonElement? Blocks = null, JsonElement? Attachments = null, JsonElement? Metadata = null);

/// <summary>One earlier state of a message.</summary>
internal sealed record SlackEdit(DateTimeOffset At, SlackContent Before);

/// <param name="Ts">Its id in the channel; a text, never a number.</param>
/// <param name="User">Who said it: a user id, the bot's for the app.</param>
internal sealed record SlackMessage(string Channel, string Ts, string User, SlackContent Content)
{
    public string? ThreadTs { get; init; }

    public bool IsBroadcast { get; init; }

    /// <summary>Only this user sees it; null: everyone in the channel.</summary>
    public string? OnlyFor { get; init; }

    public IReadOnlyList<SlackEdit> Edits { get; init; } = [];

    public IReadOnlyList<string> Files { get; init; } = [];

    public bool IsDeleted { get; init; }

    public bool IsPinned { get; init; }

    public bool IsBots => User == SlackIdentity.BotUser;

    /// <param name="replies">Its thread, when it has one.</param>
    public JsonObject ToJson(bool withMetadata, IReadOnlyList<SlackMessage>? replies = null)
    {
        var body = new JsonObject { ["type"] = "message", ["user"] = User, ["ts"] = Ts, ["text"] = Content.Text, ["team"] = SlackIdentity.Team };
        if (IsBots)
        {
            body["bot_id"] = SlackIdentity.Bot;
            body["app_id"] = SlackIdentity.App;
        }

        Put(body, "blocks", Content.Blocks);
        Put(body, "attachments", Content.Attachments);
        if (withMetadata)
        {
            Put(body, "metadata", Content.Metadata);
        }

        if (Edits.Count > 0)
        {
            body["edited"] = new JsonObject { ["user"] = User, ["ts"] = SlackTs.Of(Edits[^1].At) };
        }

        if (Files.Count > 0)
        {
            body["files"] = new JsonArray([.. Files.Select(static file => new JsonObject { ["id"] = file })]);
        }

        if (ThreadTs is { } thread)
        {
            body["thread_ts"] = thread;
        }
        else if (replies is { Count: > 0 })
        {
            body["thread_ts"] = Ts;
            body["reply_count"] = replies.Count;
            body["latest_reply"] = replies[^1].Ts;
        }

        return body;
    }

    private static void Put(JsonObject body, string name, JsonElement? value)
    {
        if (value is { } element)
        {
            body[name] = JsonNode.Parse(element.GetRawText());
        }
    }
}
