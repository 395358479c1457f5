using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.Gateway;
using Spendwall.Bot.Sandbox.Discord.Rules;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <summary>Channels, and threads under messages or alone.</summary>
internal sealed class ChannelRoutes(DiscordWorld world, GuildFeed feed, Access access)
{
    private static readonly long[] Durations = [60, 1_440, 4_320, 10_080];

    public IEnumerable<DiscordRoute> All =>
    [
        new("GET", "/channels/{channel}", call => DiscordAnswer.Ok(access.Channel(call.Id("channel")).ToJson())),
        new("PATCH", "/channels/{channel}", Change) { Limit = 5 },
        new("POST", "/channels/{channel}/messages/{message}/threads", StartAtMessage) { Bucket = "threads" },
        new("POST", "/channels/{channel}/threads", Start) { Bucket = "threads" },
        new("PUT", "/channels/{channel}/thread-members/@me", call => Member(call)) { Bucket = "thread-members" },
        new("DELETE", "/channels/{channel}/thread-members/@me", call => Member(call)) { Bucket = "thread-members" },
    ];

    private DiscordAnswer StartAtMessage(DiscordCall call)
    {
        var channel = access.Channel(call.Id("channel"));
        var message = access.Message(channel, call.Id("message"));
        if (channel.IsThread)
        {
            throw new DiscordError(400, 50024, "Cannot execute action on this channel type");
        }

        access.Need(channel, DiscordPermissions.CreatePublicThreads);
        var (name, minutes) = Settings(call.Object);
        DiscordChannel thread;
        try
        {
            thread = world.Directory.Add(New(message.Id, name, channel, minutes));
        }
        catch (ArgumentException)
        {
            throw new DiscordError(400, 160004, "A thread has already been created for this message");
        }

        feed.Started(thread, message.Id);

        return new(201, thread.ToJson());
    }

    private DiscordAnswer Start(DiscordCall call)
    {
        var channel = access.Channel(call.Id("channel"));
        access.Need(channel, DiscordPermissions.CreatePublicThreads);
        var (name, minutes) = Settings(call.Object);
        var thread = world.Directory.Add(New(world.Ids.Next(), name, channel, minutes));
        feed.Started(thread, null);

        return new(201, thread.ToJson());
    }

    private DiscordAnswer Change(DiscordCall call)
    {
        var channel = access.Channel(call.Id("channel"));
        if (!channel.IsThread)
        {
            throw DiscordError.MissingPermissions;
        }

        var body = call.Object;
        var faults = new FormFaults();
        string? name = faults.Text(body, "name", "", 1, 100);
        long? minutes = Duration(body, faults);
        faults.Throw();
        bool isOwn = channel.Owner == DiscordIdentity.Bot;
        bool? locked = (body["locked"] as JsonValue)?.TryGetValue(out bool lockSaid) == true ? lockSaid : null;
        bool? archived = (body["archived"] as JsonValue)?.TryGetValue(out bool archiveSaid) == true ? archiveSaid : null;
        if (!isOwn || locked is not null || (channel.IsLocked && archived == false))
        {
            access.Need(channel, DiscordPermissions.ManageThreads);
        }

        if (channel.IsArchived && archived is not false && (name is not null || minutes is not null))
        {
            throw new DiscordError(400, 50083, "Thread is archived");
        }

        var changed = world.Directory.Change(channel.Id, old => old with
        {
            Name = name ?? old.Name,
            ArchiveAfter = (int?)minutes ?? old.ArchiveAfter,
            IsLocked = locked ?? old.IsLocked,
            IsArchived = archived ?? old.IsArchived,
            ArchivedAt = archived is null ? old.ArchivedAt : world.Clock.GetUtcNow(),
            ActiveAt = archived == false ? world.Clock.GetUtcNow() : old.ActiveAt,
        });
        feed.Changed(changed);

        return DiscordAnswer.Ok(changed.ToJson());
    }

    private DiscordAnswer Member(DiscordCall call) =>
        access.Channel(call.Id("channel")).IsThread ? DiscordAnswer.Nothing : throw new DiscordError(400, 50024, "Cannot execute action on this channel type");

    private static (string Name, int Minutes) Settings(JsonObject body)
    {
        var faults = new FormFaults();
        string? name = faults.Text(body, "name", "", 1, 100, isRequired: true);
        long? minutes = Duration(body, faults);
        faults.Throw();

        return (name!, (int)(minutes ?? 4_320));
    }

    private static long? Duration(JsonObject body, FormFaults faults)
    {
        long? minutes = faults.Number(body, "auto_archive_duration", "", 0, int.MaxValue);
        if (minutes is { } said && !Durations.Contains(said))
        {
            faults.NoChoice("auto_archive_duration", string.Join(", ", Durations));
        }

        return minutes;
    }

    private DiscordChannel New(string id, string name, DiscordChannel parent, int minutes) => new(id, name, ChannelKind.PublicThread)
    {
        Parent = parent.Id,
        Owner = DiscordIdentity.Bot,
        ArchiveAfter = minutes,
        ActiveAt = world.Clock.GetUtcNow(),
        ArchivedAt = world.Clock.GetUtcNow(),
    };
}
