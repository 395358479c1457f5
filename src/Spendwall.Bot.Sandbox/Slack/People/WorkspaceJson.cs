using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.People;

/// <summary>The workspace as JSON, for tests and scripts outside the process.</summary>
internal static class WorkspaceJson
{
    public static JsonArray Channels(SlackWorkspace workspace) => new([.. workspace.Directory.Channels.Select(static channel => channel.ToJson())]);

    /// <summary>Roots with their threads, oldest first; ephemerals and deleted ones are left out.</summary>
    public static JsonArray Messages(SlackWorkspace workspace, SlackChannel channel) => new(
        [.. workspace.Messages.In(channel.Id).Where(static message => message.ThreadTs is null).Select(root => Root(workspace, root))]);

    /// <summary>What single users saw.</summary>
    public static JsonArray Ephemerals(SlackWorkspace workspace) => new(
        [.. workspace.Messages.All.Where(static message => message is { OnlyFor: not null, IsDeleted: false }).Select(static message => Only(message))]);

    /// <summary>Every state before an edit, oldest first, with the present one.</summary>
    public static JsonArray Edits(SlackWorkspace workspace) => new(
        [.. workspace.Messages.All.SelectMany(static message => message.Edits, static (message, edit) => new JsonObject
        {
            ["channel"] = message.Channel,
            ["ts"] = message.Ts,
            ["at"] = Answer.Iso(edit.At),
            ["before"] = edit.Before.Text,
            ["now"] = message.Content.Text,
        })]);

    public static JsonArray Views(SlackWorkspace workspace, bool homes) => new(
        [.. workspace.Views.All.Where(view => view.IsHome == homes).Select(static view => View(view))]);

    private static JsonObject Root(SlackWorkspace workspace, SlackMessage root)
    {
        var thread = workspace.Messages.Replies(root.Channel, root.Ts);
        var body = root.ToJson(withMetadata: true, thread);
        body["is_pinned"] = root.IsPinned;
        body["edits"] = root.Edits.Count;
        body["replies"] = new JsonArray([.. thread.Select(static reply => reply.ToJson(withMetadata: true))]);

        return body;
    }

    private static JsonObject Only(SlackMessage message)
    {
        var body = message.ToJson(withMetadata: true);
        body["channel"] = message.Channel;
        body["only_for"] = message.OnlyFor;

        return body;
    }

    private static JsonObject View(SlackView view)
    {
        var body = view.ToJson();
        body["user"] = view.User;
        body["errors"] = view.Errors is { } errors ? JsonNode.Parse(errors.GetRawText()) : null;

        return body;
    }
}
