using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Discord.World;

/// <summary>Who and what there is: three people, roles, and channels of every kind that matters to a bot.</summary>
internal sealed class DiscordDirectory
{
    public const string Dana = "1300000000000000011";
    public const string Alex = "1300000000000000012";
    public const string Sam = "1300000000000000013";
    public const string General = "1300000000000000100";
    public const string AiSpend = "1300000000000000101";
    public const string Platform = "1300000000000000202";
    public const string OnCall = "1300000000000000203";

    private const string BotRole = "1300000000000000201";
    private const string Staff = "1300000000000000204";
    private const DiscordPermissions Usual = DiscordPermissions.ViewChannel | DiscordPermissions.SendMessages | DiscordPermissions.EmbedLinks | DiscordPermissions.AttachFiles
        | DiscordPermissions.ReadMessageHistory | DiscordPermissions.AddReactions | DiscordPermissions.UseApplicationCommands | DiscordPermissions.CreatePublicThreads
        | DiscordPermissions.SendMessagesInThreads;

    private readonly Lock gate = new();
    private readonly Dictionary<string, DiscordChannel> channels;
    private readonly Dictionary<string, DiscordMember> members;

    public DiscordDirectory()
    {
        channels = new DiscordChannel[]
        {
            new(General, "general"),
            new(AiSpend, "ai-spend"),
            new("1300000000000000102", "finance") { Overwrites = [Hide(DiscordIdentity.Guild), Show(Platform, false), Show(DiscordIdentity.Bot, true)] },
            new("1300000000000000103", "board") { Overwrites = [Hide(DiscordIdentity.Guild), Show(Dana, true)] },
            new("1300000000000000104", "announcements") { Overwrites = [new(DiscordIdentity.Guild, false, default, DiscordPermissions.SendMessages | DiscordPermissions.SendMessagesInThreads)] },
        }.ToDictionary(static channel => channel.Id);
        members = new DiscordMember[]
        {
            new(new(Dana, "dana", "Dana Example"), [Platform, Staff]),
            new(new(Alex, "alex", "Alex Example"), [Platform]),
            new(new(Sam, "sam", "Sam Example"), []),
            new(new(DiscordIdentity.Bot, "spendwall", DiscordIdentity.BotName, IsBot: true), [BotRole]),
        }.ToDictionary(static member => member.User.Id);
    }

    public IReadOnlyList<DiscordRole> Roles { get; private set; } =
    [
        new(DiscordIdentity.Guild, "@everyone", 0, Usual),
        new(BotRole, "Spendwall", 4, Usual | DiscordPermissions.PinMessages, IsManaged: true),
        new(Platform, "platform", 1, Usual),
        new(OnCall, "oncall", 2, Usual, IsMentionable: true),
        new(Staff, "staff", 3, Usual | DiscordPermissions.Administrator),
    ];

    /// <summary>Whether the bot has been invited and not removed.</summary>
    public bool HasBot { get; set; } = true;

    public IReadOnlyList<DiscordChannel> Channels
    {
        get
        {
            lock (gate)
            {
                return [.. channels.Values];
            }
        }
    }

    public IReadOnlyList<DiscordMember> Members => [.. members.Values.Where(member => HasBot || !member.User.IsBot)];

    public DiscordMember Bot => members[DiscordIdentity.Bot];

    /// <param name="idOrName">An id, or a handle with or without <c>@</c>.</param>
    public DiscordMember? Member(string idOrName) =>
        Members.FirstOrDefault(member => member.User.Id == idOrName || member.User.Name == idOrName.TrimStart('@'));

    public DiscordRole? Role(string idOrName) => Roles.FirstOrDefault(role => role.Id == idOrName || role.Name == idOrName || role.Name == idOrName.TrimStart('@'));

    /// <param name="idOrName">An id, or the name of a channel that is no thread, with or without <c>#</c>.</param>
    public DiscordChannel? Channel(string idOrName)
    {
        lock (gate)
        {
            return channels.GetValueOrDefault(idOrName) ?? channels.Values.FirstOrDefault(channel => channel.Kind == ChannelKind.Text && channel.Name == idOrName.TrimStart('#'));
        }
    }

    public IReadOnlyList<DiscordChannel> Threads(string? parent = null) => [.. Channels.Where(channel => channel.IsThread && (parent is null || channel.Parent == parent))];

    /// <exception cref="ArgumentException">The id is taken.</exception>
    public DiscordChannel Add(DiscordChannel channel)
    {
        lock (gate)
        {
            channels.Add(channel.Id, channel);

            return channel;
        }
    }

    /// <exception cref="KeyNotFoundException">There is no such channel.</exception>
    public DiscordChannel Change(string id, Func<DiscordChannel, DiscordChannel> change)
    {
        lock (gate)
        {
            return channels[id] = change(channels[id]);
        }
    }

    public void Remove(string id)
    {
        lock (gate)
        {
            channels.Remove(id);
        }
    }

    /// <summary>The direct message between the bot and a person, made when it is first asked for.</summary>
    public DiscordChannel Direct(DiscordUser user)
    {
        lock (gate)
        {
            string id = "14" + user.Id[2..];
            if (!channels.TryGetValue(id, out var channel))
            {
                channels[id] = channel = new(id, "", ChannelKind.Direct) { With = user };
            }

            return channel;
        }
    }

    /// <summary>Replaces what a channel changes for a role or member.</summary>
    public DiscordChannel Overwrite(string channel, DiscordOverwrite overwrite) =>
        Change(channel, old => old with { Overwrites = [.. old.Overwrites.Where(other => other.Id != overwrite.Id), overwrite] });

    public void ChangeRole(string id, Func<DiscordRole, DiscordRole> change) => Roles = [.. Roles.Select(role => role.Id == id ? change(role) : role)];

    /// <summary>What a member may do in a channel; in a thread, by its parent's rules.</summary>
    public DiscordPermissions Allowed(DiscordMember member, DiscordChannel channel)
    {
        if (channel.Kind == ChannelKind.Direct)
        {
            return member.User.IsBot || channel.With!.Id == member.User.Id ? DiscordPermissions.Everything : DiscordPermissions.None;
        }

        var allowed = Roles.Where(role => role.Id == DiscordIdentity.Guild || member.Roles.Contains(role.Id)).Aggregate(DiscordPermissions.None, static (all, role) => all | role.Permissions);
        if (allowed.HasFlag(DiscordPermissions.Administrator))
        {
            return DiscordPermissions.Everything;
        }

        var overwrites = (channel.Parent is { } parent ? Channel(parent) ?? channel : channel).Overwrites;
        var everyone = overwrites.Where(static overwrite => overwrite.Id == DiscordIdentity.Guild).ToList();
        var roles = overwrites.Where(overwrite => !overwrite.IsMember && member.Roles.Contains(overwrite.Id)).ToList();
        var own = overwrites.Where(overwrite => overwrite.IsMember && overwrite.Id == member.User.Id).ToList();
        foreach (var level in new[] { everyone, roles, own })
        {
            allowed &= ~level.Aggregate(DiscordPermissions.None, static (all, overwrite) => all | overwrite.Deny);
            allowed |= level.Aggregate(DiscordPermissions.None, static (all, overwrite) => all | overwrite.Allow);
        }

        return allowed.HasFlag(DiscordPermissions.ViewChannel) ? allowed : DiscordPermissions.None;
    }

    public JsonArray RolesJson() => new([.. Roles.Select(static role => role.ToJson())]);

    private static DiscordOverwrite Hide(string id) => new(id, false, default, DiscordPermissions.ViewChannel);

    private static DiscordOverwrite Show(string id, bool isMember) => new(id, isMember, DiscordPermissions.ViewChannel, default);
}
