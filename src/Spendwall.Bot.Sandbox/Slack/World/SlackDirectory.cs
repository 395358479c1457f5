using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Slack.World;

/// <param name="Name">The handle, without <c>@</c>.</param>
internal sealed record SlackUser(string Id, string Name, string RealName, string? Email, bool IsBot = false)
{
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["team_id"] = SlackIdentity.Team,
        ["name"] = Name,
        ["real_name"] = RealName,
        ["deleted"] = false,
        ["is_bot"] = IsBot,
        ["is_app_user"] = false,
        ["tz"] = "Etc/UTC",
        ["profile"] = new JsonObject { ["display_name"] = Name, ["real_name"] = RealName, ["email"] = Email, ["team"] = SlackIdentity.Team },
    };
}

/// <summary>A named set of people, mentioned as <c>&lt;!subteam^S…&gt;</c>.</summary>
internal sealed record SlackUserGroup(string Id, string Handle, string Name, IReadOnlyList<string> Users)
{
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["team_id"] = SlackIdentity.Team,
        ["is_usergroup"] = true,
        ["name"] = Name,
        ["handle"] = Handle,
        ["date_delete"] = 0,
        ["user_count"] = Users.Count,
        ["users"] = new JsonArray([.. Users.Select(static user => JsonValue.Create(user))]),
    };
}

/// <summary>A channel, or a direct message when <see cref="DirectWith"/> is set.</summary>
internal sealed record SlackChannel(string Id, string Name, bool IsPrivate, IReadOnlySet<string> Members)
{
    public bool IsArchived { get; init; }

    public string? DirectWith { get; init; }

    public bool HasBot => Members.Contains(SlackIdentity.BotUser);

    /// <summary>As Slack names it in a payload.</summary>
    public string PayloadName => DirectWith is not null ? "directmessage" : IsPrivate ? "privategroup" : Name;

    public JsonObject ToJson() => DirectWith is { } user
        ? new() { ["id"] = Id, ["is_im"] = true, ["user"] = user, ["is_archived"] = IsArchived }
        : new()
        {
            ["id"] = Id,
            ["name"] = Name,
            ["name_normalized"] = Name,
            ["is_channel"] = !IsPrivate,
            ["is_group"] = IsPrivate,
            ["is_im"] = false,
            ["is_private"] = IsPrivate,
            ["is_archived"] = IsArchived,
            ["is_member"] = HasBot,
            ["is_general"] = Name == "general",
            ["num_members"] = Members.Count,
            ["context_team_id"] = SlackIdentity.Team,
        };
}

/// <summary>Who and what there is: three people, a group, and channels of every kind that matters to a bot.</summary>
internal sealed class SlackDirectory
{
    private static readonly string[] Everyone = ["U0DANA", "U0ALEX", "U0SAM"];

    private readonly Lock gate = new();
    private readonly Dictionary<string, SlackChannel> channels;

    public SlackDirectory() => channels = new SlackChannel[]
    {
        new("C0GENERAL", "general", false, Of(Everyone)),
        new("C0AISPEND", "ai-spend", false, Of([.. Everyone, SlackIdentity.BotUser])),
        new("C0SEARCH", "search", false, Of(Everyone)),
        new("C0OLDNEWS", "old-news", false, Of([.. Everyone, SlackIdentity.BotUser])) { IsArchived = true },
        new("G0FINANCE", "finance", true, Of(["U0DANA", SlackIdentity.BotUser])),
        new("G0BOARD", "board", true, Of(["U0DANA"])),
    }.ToDictionary(static channel => channel.Id);

    public IReadOnlyList<SlackUser> Users { get; } =
    [
        new("U0DANA", "dana", "Dana Example", "dana@example.com"),
        new("U0ALEX", "alex", "Alex Example", "alex@example.com"),
        new("U0SAM", "sam", "Sam Example", "sam@example.com"),
        new(SlackIdentity.BotUser, SlackIdentity.BotName, "Spendwall", null, IsBot: true),
    ];

    public IReadOnlyList<SlackUserGroup> Groups { get; } = [new("S0PLATFORM", "platform", "Platform team", ["U0DANA", "U0ALEX"])];

    public IReadOnlyList<SlackChannel> Channels
    {
        get
        {
            lock (gate)
            {
                return [.. channels.Values];
            }
        }
    }

    /// <param name="idOrName">An id, or a handle with or without <c>@</c>.</param>
    public SlackUser? User(string idOrName) =>
        Users.FirstOrDefault(user => user.Id == idOrName || user.Name == idOrName.TrimStart('@'));

    /// <param name="idOrName">An id, or a name with or without <c>#</c>.</param>
    public SlackChannel? Channel(string idOrName) =>
        Channels.FirstOrDefault(channel => channel.Id == idOrName)
        ?? Channels.FirstOrDefault(channel => channel.DirectWith is null && channel.Name == idOrName.TrimStart('#'));

    /// <summary>The direct message between the bot and a person, made when it is first asked for.</summary>
    public SlackChannel Direct(SlackUser user)
    {
        lock (gate)
        {
            string id = "D" + user.Id[1..];
            if (!channels.TryGetValue(id, out var channel))
            {
                channels[id] = channel = new(id, "", true, Of([user.Id, SlackIdentity.BotUser])) { DirectWith = user.Id };
            }

            return channel;
        }
    }

    /// <exception cref="KeyNotFoundException">There is no such channel.</exception>
    public SlackChannel Change(string id, Func<SlackChannel, SlackChannel> change)
    {
        lock (gate)
        {
            return channels[id] = change(channels[id]);
        }
    }

    public SlackChannel Join(string id, string user) => Change(id, channel => channel with { Members = Of([.. channel.Members, user]) });

    public SlackChannel Leave(string id, string user) =>
        Change(id, channel => channel with { Members = Of([.. channel.Members.Where(member => member != user)]) });

    private static HashSet<string> Of(IEnumerable<string> members) => [.. members];
}
