using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary>What the bot may see of a channel, and say in it.</summary>
internal sealed class Destinations(SlackWorkspace workspace)
{
    /// <summary>A channel by id, as the bot sees it: a private one it is not in does not exist.</summary>
    public SlackChannel Visible(string id) =>
        workspace.Directory.Channel(id) is { } channel && channel.Id == id && (!channel.IsPrivate || channel.HasBot)
            ? channel
            : throw new SlackError("channel_not_found");

    /// <summary>A channel that the bot reads or writes in: it has to be a member.</summary>
    public SlackChannel Joined(string id) => Visible(id) is { HasBot: true } channel ? channel : throw new SlackError("not_in_channel");

    /// <summary>Where a post goes: a channel's id or name, or a user's id for a direct message.</summary>
    public SlackChannel ForPost(string target)
    {
        if (workspace.Directory.Users.FirstOrDefault(user => user.Id == target && !user.IsBot) is { } user)
        {
            return workspace.Directory.Direct(user);
        }

        var channel = Visible(workspace.Directory.Channel(target)?.Id ?? target);
        if (channel.IsArchived)
        {
            throw new SlackError("is_archived");
        }

        return channel.HasBot || workspace.Options.Scopes.Contains("chat:write.public") ? channel : throw new SlackError("not_in_channel");
    }

    /// <summary>A message that the bot may change.</summary>
    public SlackMessage Own(string channel, string ts)
    {
        var message = workspace.Messages.Find(Visible(channel).Id, ts) ?? throw new SlackError("message_not_found");

        return message.IsBots ? message : throw new SlackError("cant_update_message");
    }

    /// <summary>The root that a reply goes under; null: the message is a root itself.</summary>
    public string? Thread(SlackChannel channel, string? ts)
    {
        if (ts is null)
        {
            return null;
        }

        var root = workspace.Messages.Find(channel.Id, ts) ?? throw new SlackError("thread_not_found");

        return root.ThreadTs is null ? ts : throw new SlackError("cannot_reply_to_message");
    }
}
