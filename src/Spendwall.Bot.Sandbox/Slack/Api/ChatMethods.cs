using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary><c>chat.*</c>.</summary>
internal sealed class ChatMethods(SlackWorkspace workspace)
{
    private readonly Destinations destinations = new(workspace);

    public IEnumerable<SlackMethod> All =>
    [
        new("chat.postMessage", SlackTier.Posting, "chat:write", Post) { TakesJson = true },
        new("chat.update", SlackTier.Three, "chat:write", Update) { TakesJson = true },
        new("chat.postEphemeral", SlackTier.Four, "chat:write", PostEphemeral) { TakesJson = true },
        new("chat.delete", SlackTier.Three, "chat:write", Delete) { TakesJson = true },
        new("chat.getPermalink", SlackTier.Special, null, Permalink) { TakesJson = true },
    ];

    private JsonObject Post(SlackCall call)
    {
        var channel = destinations.ForPost(call.Required("channel"));
        string? thread = destinations.Thread(channel, call.Text("thread_ts"));
        var content = MessageContent.Read(call);
        var message = workspace.Messages.Post(
            channel.Id, SlackIdentity.BotUser, content, thread, broadcast: thread is not null && call.Flag("reply_broadcast"));

        return Done(new() { ["channel"] = channel.Id, ["ts"] = message.Ts, ["message"] = message.ToJson(withMetadata: true) }, call);
    }

    private JsonObject Update(SlackCall call)
    {
        var message = destinations.Own(call.Required("channel"), call.Required("ts"));
        // Text alone drops the blocks that were there; metadata stays unless it is sent anew.
        var content = MessageContent.Read(call);
        message = workspace.Messages.Edit(message, content with { Metadata = content.Metadata ?? message.Content.Metadata });

        return Done(
            new() { ["channel"] = message.Channel, ["ts"] = message.Ts, ["text"] = message.Content.Text, ["message"] = message.ToJson(withMetadata: true) }, call);
    }

    private JsonObject PostEphemeral(SlackCall call)
    {
        var channel = destinations.ForPost(call.Required("channel"));
        string user = call.Required("user");
        if (!channel.Members.Contains(user))
        {
            throw new SlackError("user_not_in_channel");
        }

        string? thread = destinations.Thread(channel, call.Text("thread_ts"));
        var message = workspace.Messages.Post(channel.Id, SlackIdentity.BotUser, MessageContent.Read(call), thread, onlyFor: user);

        return Done(new() { ["message_ts"] = message.Ts }, call);
    }

    private JsonObject Delete(SlackCall call)
    {
        string channel = call.Required("channel");
        string ts = call.Required("ts");
        var message = workspace.Messages.Find(destinations.Visible(channel).Id, ts) ?? throw new SlackError("message_not_found");
        workspace.Messages.Delete(message.IsBots ? message : throw new SlackError("cant_delete_message"));

        return new() { ["channel"] = channel, ["ts"] = ts };
    }

    private JsonObject Permalink(SlackCall call)
    {
        var channel = destinations.Visible(call.Required("channel"));
        string ts = call.Required("message_ts");
        if (workspace.Messages.Find(channel.Id, ts) is null)
        {
            throw new SlackError("message_not_found");
        }

        return new()
        {
            ["channel"] = channel.Id,
            ["permalink"] = $"https://{SlackIdentity.Domain}.slack.com/archives/{channel.Id}/p{ts.Replace(".", "", StringComparison.Ordinal)}",
        };
    }

    /// <summary>Slack cuts a text that is too long, and says so.</summary>
    private static JsonObject Done(JsonObject body, SlackCall call)
    {
        if (call.Text("text") is { Length: > MessageContent.MaxText })
        {
            body["warning"] = "message_truncated";
            body["response_metadata"] = new JsonObject { ["warnings"] = new JsonArray("message_truncated") };
        }

        return body;
    }
}
