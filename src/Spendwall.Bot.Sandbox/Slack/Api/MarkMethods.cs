using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary><c>pins.add</c> and <c>bookmarks.add</c>.</summary>
internal sealed class MarkMethods(SlackWorkspace workspace)
{
    private readonly Destinations destinations = new(workspace);

    public IEnumerable<SlackMethod> All =>
    [
        new("pins.add", SlackTier.Two, "pins:write", Pin) { TakesJson = true },
        new("bookmarks.add", SlackTier.Two, "bookmarks:write", Bookmark) { TakesJson = true },
    ];

    private JsonObject Pin(SlackCall call)
    {
        var channel = destinations.Joined(call.Required("channel"));
        var message = workspace.Messages.Find(channel.Id, call.Text("timestamp") ?? throw new SlackError("no_item_specified")) ?? throw new SlackError("message_not_found");
        workspace.Messages.Pin(message.IsPinned ? throw new SlackError("already_pinned") : message);

        return [];
    }

    private JsonObject Bookmark(SlackCall call)
    {
        var channel = destinations.Joined(call.Required("channel_id"));
        string title = call.Required("title");
        if (call.Required("type") != "link")
        {
            throw new SlackError("invalid_bookmark_type");
        }

        string link = Uri.TryCreate(call.Required("link"), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? call.Required("link")
            : throw new SlackError("invalid_link");
        var bookmark = workspace.Bookmarks.Add(channel.Id, title, link);

        return new()
        {
            ["bookmark"] = new JsonObject { ["id"] = bookmark.Id, ["channel_id"] = channel.Id, ["title"] = title, ["link"] = link, ["type"] = "link" },
        };
    }
}
