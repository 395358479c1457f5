using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.Gateway;

/// <summary>Changes of messages and threads, told to the sessions that may hear of them.</summary>
internal sealed class GuildFeed(DiscordWorld world, GatewayHub hub)
{
    public DiscordMessage Post(DiscordMessage message)
    {
        bool wasArchived = world.Directory.Channel(message.Channel) is { } channel && world.Settle(channel) is { IsThread: true, IsArchived: true };
        var posted = world.Messages.Post(message);
        if (wasArchived)
        {
            Changed(world.Directory.Channel(message.Channel)!);
        }

        Tell("MESSAGE_CREATE", posted);

        return posted;
    }

    public DiscordMessage Edit(string id, Func<DiscordMessage, DiscordMessage> change)
    {
        var edited = world.Messages.Edit(id, change);
        Tell("MESSAGE_UPDATE", edited);

        return edited;
    }

    public void Delete(DiscordMessage message)
    {
        world.Messages.Delete(message.Id);
        hub.Dispatch("MESSAGE_DELETE", new() { ["id"] = message.Id, ["channel_id"] = message.Channel, ["guild_id"] = DiscordIdentity.Guild }, Intents.GuildMessages);
    }

    public void Changed(DiscordChannel thread) => hub.Dispatch("THREAD_UPDATE", thread.ToJson());

    /// <summary>Tells of a new thread.</summary>
    /// <param name="root">The message it hangs on; null: none.</param>
    public void Started(DiscordChannel thread, string? root)
    {
        var body = thread.ToJson();
        body["newly_created"] = true;
        hub.Dispatch("THREAD_CREATE", body);
        if (root is null)
        {
            return;
        }

        Tell("MESSAGE_UPDATE", world.Messages.Mark(root, MessageFlags.HasThread));
        Post(new(world.Ids.Next(), thread.Id, world.Messages.Find(root)!.Author, world.Clock.GetUtcNow(), new("")) { Type = 21 });
    }

    private void Tell(string type, DiscordMessage message)
    {
        // Loading placeholders and what only one user sees are no messages of the channel.
        if (message.OnlyFor is not null || world.Directory.Channel(message.Channel) is not { } channel)
        {
            return;
        }

        var body = MessageJson.Of(message, world.Directory, nonce: true);
        bool isDirect = channel.Kind == ChannelKind.Direct;
        if (!isDirect)
        {
            body["guild_id"] = DiscordIdentity.Guild;
            if (world.Directory.Member(message.Author) is { } member)
            {
                body["member"] = member.ToJson(withUser: false);
            }
        }

        // Without the privileged intent, words come only from the bot itself, in direct messages, and where it is named.
        if (!message.IsBots && !isDirect && !message.Mentions.Users.Contains(DiscordIdentity.Bot))
        {
            body["content"] = "";
        }

        hub.Dispatch(type, body, isDirect ? Intents.DirectMessages : Intents.GuildMessages);
    }
}
