using System.Text.Json;
using Spendwall.Bot.Sandbox.Slack.Api;

namespace Spendwall.Bot.Sandbox.Slack.World;

/// <summary>Carries out what the app says through an acknowledgement or a response_url.</summary>
internal sealed class MessageReplies(SlackWorkspace workspace)
{
    /// <exception cref="SlackError">There is nothing in it, or Slack does not take it.</exception>
    public void Apply(ResponseTarget target, JsonElement body)
    {
        var call = new SlackCall(body.EnumerateObject().ToDictionary(static property => property.Name, static property => property.Value));
        var original = target.Original is { } clicked ? workspace.Messages.Find(clicked.Channel, clicked.Ts, target.User) : null;
        if (call.Flag("delete_original"))
        {
            workspace.Messages.Delete(original ?? throw new SlackError("message_not_found"));

            return;
        }

        var content = MessageContent.Read(call);
        if (call.Flag("replace_original") && original is not null)
        {
            workspace.Messages.Edit(original, content);

            return;
        }

        bool isPublic = call.Text("response_type") == "in_channel";
        string? thread = call.Text("thread_ts") is { } ts && workspace.Messages.Find(target.Channel, ts) is not null ? ts : null;
        workspace.Messages.Post(target.Channel, SlackIdentity.BotUser, content, thread, onlyFor: isPublic ? null : target.User);
    }
}
