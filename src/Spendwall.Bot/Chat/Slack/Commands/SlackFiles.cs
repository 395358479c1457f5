using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Slack.Commands;

/// <summary>
/// Files in Slack's three steps: announce, send without a token, complete.
/// https://docs.slack.dev/messaging/working-with-files An ephemeral message takes none, so a person alone gets theirs in the bot's own conversation with them.
/// </summary>
internal sealed class SlackFiles(ISlackApi api)
{
    /// <exception cref="SlackException">It was not sent.</exception>
    public async Task WhisperAsync(string user, ChatFile file, string title, CancellationToken cancellationToken)
    {
        var opened = await api.CallAsync("conversations.open", new() { ["users"] = user }, cancellationToken);
        string channel = ForeignJson.Text(opened, "channel", "id") ?? throw new SlackException(SlackFailure.Transient, "no_channel", "Slack's answer names no conversation.");
        await SendAsync(channel, null, file, title, cancellationToken);
    }

    /// <exception cref="SlackException">It was not sent.</exception>
    public async Task SendAsync(string channel, string? thread, ChatFile file, string title, CancellationToken cancellationToken)
    {
        var announced = await api.CallAsync("files.getUploadURLExternal", new() { ["filename"] = file.Name, ["length"] = file.Bytes.Length }, cancellationToken);
        if (ForeignJson.Text(announced, "file_id") is not { } id || !Uri.TryCreate(ForeignJson.Text(announced, "upload_url"), UriKind.Absolute, out var url))
        {
            throw new SlackException(SlackFailure.Transient, "no_upload_url", "Slack's answer names no place for the file.");
        }

        await api.UploadAsync(url, file.ContentType, file.Bytes, cancellationToken);
        var arguments = new JsonObject
        {
            ["files"] = new JsonArray(new JsonObject { ["id"] = id, ["title"] = ForeignText.Excerpt(title) }),
            ["channel_id"] = channel,
        };
        if (thread is not null)
        {
            arguments["thread_ts"] = thread;
        }

        await api.CallAsync("files.completeUploadExternal", arguments, cancellationToken);
    }
}
