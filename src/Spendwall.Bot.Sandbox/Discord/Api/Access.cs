using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <summary>What the bot may see and do: 10003 for what is not there, 50001 for what is hidden, 50013 for what is not allowed.</summary>
internal sealed class Access(DiscordWorld world)
{
    /// <exception cref="DiscordError">It is not there or hidden.</exception>
    public DiscordChannel Channel(string id)
    {
        var channel = world.Directory.Channel(id) is { } found && found.Id == id ? world.Settle(found) : throw DiscordError.NotFound(10003, "Channel");

        return Allowed(channel).HasFlag(DiscordPermissions.ViewChannel) ? channel : throw DiscordError.MissingAccess;
    }

    /// <exception cref="DiscordError">A permission is missing.</exception>
    public void Need(DiscordChannel channel, DiscordPermissions needed)
    {
        if (!Allowed(channel).HasFlag(needed))
        {
            throw DiscordError.MissingPermissions;
        }
    }

    /// <exception cref="DiscordError">The bot may not post this there.</exception>
    public void NeedToPost(DiscordChannel channel, DiscordContent content)
    {
        Need(channel, channel.IsThread ? DiscordPermissions.SendMessagesInThreads : DiscordPermissions.SendMessages);
        if (content.Embeds is { Count: > 0 })
        {
            Need(channel, DiscordPermissions.EmbedLinks);
        }

        if (content.Attachments.Count > 0)
        {
            Need(channel, DiscordPermissions.AttachFiles);
        }
    }

    /// <exception cref="DiscordError">There is none that the bot can see there.</exception>
    public DiscordMessage Message(DiscordChannel channel, string id) =>
        world.Messages.Find(id) is { OnlyFor: null } message && message.Channel == channel.Id ? message : throw DiscordError.NotFound(10008, "Message");

    public DiscordPermissions Allowed(DiscordChannel channel) =>
        world.Directory.HasBot || channel.Kind == ChannelKind.Direct ? world.Directory.Allowed(world.Directory.Bot, channel) : DiscordPermissions.None;
}
