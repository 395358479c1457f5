using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.Gateway;
using Spendwall.Bot.Sandbox.Discord.Rules;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <summary>Messages of channels and threads.</summary>
internal sealed class MessageRoutes(DiscordWorld world, GuildFeed feed, Access access)
{
    private readonly NonceBook nonces = new(world.Real);

    // A repeat may come while the first is still on its way.
    private readonly Lock posting = new();

    public IEnumerable<DiscordRoute> All =>
    [
        new("GET", "/channels/{channel}/messages", List) { Bucket = "messages.read" },
        new("GET", "/channels/{channel}/messages/{message}", Get) { Bucket = "messages.read" },
        new("POST", "/channels/{channel}/messages", Create) { Limit = 5 },
        new("PATCH", "/channels/{channel}/messages/{message}", Edit) { Limit = 5 },
        new("DELETE", "/channels/{channel}/messages/{message}", Delete) { Limit = 5, Per = TimeSpan.FromSeconds(1) },
        new("GET", "/channels/{channel}/messages/pins", Pins),
        new("PUT", "/channels/{channel}/messages/pins/{message}", call => Pin(call, true)) { Bucket = "pins", Limit = 5, Per = TimeSpan.FromSeconds(4) },
        new("DELETE", "/channels/{channel}/messages/pins/{message}", call => Pin(call, false)) { Bucket = "pins", Limit = 5, Per = TimeSpan.FromSeconds(4) },
        new("POST", "/channels/{channel}/typing", Typing) { Limit = 5 },
    ];

    private DiscordAnswer List(DiscordCall call)
    {
        var channel = access.Channel(call.Id("channel"));
        int limit = call.Limit(50, 100);
        if (!access.Allowed(channel).HasFlag(DiscordPermissions.ReadMessageHistory))
        {
            return DiscordAnswer.Ok(new JsonArray());
        }

        var messages = world.Messages.In(channel.Id).AsEnumerable();
        if (call.Query("after") is { } after)
        {
            messages = messages.Where(message => Snowflakes.Parse(message.Id) > Snowflakes.Parse(after)).Take(limit).Reverse();
        }
        else
        {
            messages = messages.Where(message => call.Query("before") is not { } before || Snowflakes.Parse(message.Id) < Snowflakes.Parse(before)).Reverse().Take(limit);
        }

        return DiscordAnswer.Ok(new JsonArray([.. messages.Select(message => MessageJson.Of(message, world.Directory, nonce: true))]));
    }

    private DiscordAnswer Get(DiscordCall call)
    {
        var channel = access.Channel(call.Id("channel"));
        access.Need(channel, DiscordPermissions.ReadMessageHistory);

        return DiscordAnswer.Ok(MessageJson.Of(access.Message(channel, call.Id("message")), world.Directory));
    }

    private DiscordAnswer Create(DiscordCall call)
    {
        lock (posting)
        {
            var channel = access.Channel(call.Id("channel"));
            var draft = MessageDraft.Read(call.Object, call.Files, before: null, world.Ids.Next);
            if (channel is { IsThread: true, IsLocked: true })
            {
                throw new DiscordError(400, 160005, "Thread is locked");
            }

            access.NeedToPost(channel, draft.Content);
            if (draft is { IsNonceEnforced: true, Nonce: { } said } && nonces.Find(said) is { } first && world.Messages.Find(first) is { } earlier)
            {
                return DiscordAnswer.Ok(MessageJson.Of(earlier, world.Directory, nonce: true));
            }

            var mentions = Mentions(channel, draft.Content, draft.AllowedMentions);
            var message = feed.Post(new(world.Ids.Next(), channel.Id, DiscordIdentity.Bot, world.Clock.GetUtcNow(), draft.Content)
            {
                Flags = draft.Flags & ~MessageFlags.Ephemeral,
                Nonce = draft.Nonce,
                Mentions = mentions,
                Pinged = draft.Flags.HasFlag(MessageFlags.SuppressNotifications) ? MentionSet.None : mentions,
                ReplyTo = Reply(channel, call.Object),
                Type = Reply(channel, call.Object) is null ? 0 : 19,
            });
            if (draft.Nonce is { } nonce)
            {
                nonces.Add(nonce, message.Id);
            }

            return DiscordAnswer.Ok(MessageJson.Of(message, world.Directory, nonce: true));
        }
    }

    private string? Reply(DiscordChannel channel, JsonObject body)
    {
        if ((body["message_reference"] as JsonObject)?["message_id"]?.ToString() is not { } id)
        {
            return null;
        }

        if (world.Messages.Find(id) is { } message && message.Channel == channel.Id)
        {
            return id;
        }

        return (body["message_reference"]!["fail_if_not_exists"] as JsonValue)?.TryGetValue(out bool fails) == true && !fails
            ? null
            : throw FormFaults.One("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
    }

    private DiscordAnswer Edit(DiscordCall call)
    {
        var channel = access.Channel(call.Id("channel"));
        var message = access.Message(channel, call.Id("message"));
        if (!message.IsBots)
        {
            throw new DiscordError(403, 50005, "Cannot edit a message authored by another user");
        }

        if (channel.IsArchived)
        {
            throw new DiscordError(400, 50083, "Thread is archived");
        }

        var draft = MessageDraft.Read(call.Object, call.Files, message, world.Ids.Next);
        var edited = feed.Edit(message.Id, old => old with
        {
            Content = draft.Content,
            Flags = draft.Flags | (old.Flags & MessageFlags.HasThread),
            Mentions = Mentions(channel, draft.Content, draft.AllowedMentions),
        });

        return DiscordAnswer.Ok(MessageJson.Of(edited, world.Directory));
    }

    private DiscordAnswer Delete(DiscordCall call)
    {
        var channel = access.Channel(call.Id("channel"));
        var message = access.Message(channel, call.Id("message"));
        if (!message.IsBots)
        {
            access.Need(channel, DiscordPermissions.ManageMessages);
        }

        feed.Delete(message);

        return DiscordAnswer.Nothing;
    }

    private DiscordAnswer Pins(DiscordCall call)
    {
        var channel = access.Channel(call.Id("channel"));

        return DiscordAnswer.Ok(new JsonObject
        {
            ["items"] = new JsonArray([.. world.Messages.In(channel.Id).Where(static message => message.IsPinned)
                .Select(message => new JsonObject { ["pinned_at"] = DiscordTime.Iso(message.At), ["message"] = MessageJson.Of(message, world.Directory) })]),
            ["has_more"] = false,
        });
    }

    private DiscordAnswer Pin(DiscordCall call, bool isPinned)
    {
        var channel = access.Channel(call.Id("channel"));
        access.Need(channel, DiscordPermissions.PinMessages);
        world.Messages.Pin(access.Message(channel, call.Id("message")).Id, isPinned);

        return DiscordAnswer.Nothing;
    }

    private DiscordAnswer Typing(DiscordCall call)
    {
        access.Need(access.Channel(call.Id("channel")), DiscordPermissions.SendMessages);

        return DiscordAnswer.Nothing;
    }

    private MentionSet Mentions(DiscordChannel channel, DiscordContent content, JsonObject? allowed) =>
        MentionRules.Read(content, allowed, isAnswer: false, access.Allowed(channel).HasFlag(DiscordPermissions.MentionEveryone), world.Directory);
}
