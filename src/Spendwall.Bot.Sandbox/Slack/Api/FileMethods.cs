using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Slack.Delivery;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary>Files in three steps: announce, upload without a token, complete.</summary>
internal sealed class FileMethods(SlackWorkspace workspace, SocketHub sockets)
{
    private readonly Destinations destinations = new(workspace);

    public IEnumerable<SlackMethod> All =>
    [
        new("files.getUploadURLExternal", SlackTier.Four, "files:write", Announce),
        new("files.completeUploadExternal", SlackTier.Four, "files:write", Complete) { TakesJson = true },
    ];

    private JsonObject Announce(SlackCall call)
    {
        if (!long.TryParse(call.Required("length"), NumberStyles.None, CultureInfo.InvariantCulture, out long length) || length == 0)
        {
            throw new SlackError("invalid_arguments") { Messages = ["[ERROR] must be greater than 0 [json-pointer:/length]"] };
        }

        var file = workspace.Files.Announce(call.Required("filename"), length);

        return new() { ["upload_url"] = $"{sockets.HttpAddress}/upload/v1/{file.Id}", ["file_id"] = file.Id };
    }

    private JsonObject Complete(SlackCall call)
    {
        var listed = call.Json("files", JsonValueKind.Array, "invalid_arguments") ?? throw new SlackError("invalid_arguments");
        var channel = call.Text("channel_id") is { } id ? destinations.ForPost(id) : null;
        var completed = listed.EnumerateArray().Select(Completed).ToList();
        if (channel is not null)
        {
            string? thread = destinations.Thread(channel, call.Text("thread_ts"));
            string names = string.Join(", ", completed.Select(static file => file.Title ?? file.Name));
            workspace.Messages.Post(
                channel.Id, SlackIdentity.BotUser, new(call.Text("initial_comment") ?? $"shared {names}"), thread, files: [.. completed.Select(static file => file.Id)]);
        }

        return new() { ["files"] = new JsonArray([.. completed.Select(static file => new JsonObject { ["id"] = file.Id, ["title"] = file.Title ?? file.Name })]) };
    }

    private SlackFile Completed(JsonElement row)
    {
        string? id = row.TryGetProperty("id", out var value) ? value.GetString() : null;
        string? title = row.TryGetProperty("title", out var text) ? text.GetString() : null;
        var file = workspace.Files.All.FirstOrDefault(file => file.Id == id && file is { Content: not null, IsComplete: false });

        return file is null ? throw new SlackError("file_not_found") : workspace.Files.Change(file.Id, old => old with { Title = title, IsComplete = true })!;
    }
}
