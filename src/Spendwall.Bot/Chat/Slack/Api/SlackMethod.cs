using System.Collections.Frozen;

namespace Spendwall.Bot.Chat.Slack.Api;

/// <summary>What Slack says of a method: https://docs.slack.dev/apis/web-api/rate-limits and the method's own page.</summary>
/// <param name="Pace">Calls a workspace may make; null: paced by its caller.</param>
/// <param name="ChannelPace">Calls into one channel; null: Slack does not count by channel.</param>
/// <param name="IsRepeatable">Whether a second call changes nothing, so that it may follow a first one whose effect is unknown.</param>
/// <param name="Patience">The longest it is worth waiting for a turn.</param>
internal sealed record SlackMethod(string Name, SlackPace? Pace, SlackPace? ChannelPace, bool IsRepeatable, TimeSpan Patience)
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(1);
    private static readonly SlackPace Tier2 = SlackPace.PerMinute(20);
    private static readonly SlackPace Tier3 = SlackPace.PerMinute(50);
    private static readonly SlackPace Tier4 = SlackPace.PerMinute(100);
    private static readonly SlackPace Special = SlackPace.PerMinute(600);

    /// <summary>About one a second, short bursts tolerated.</summary>
    private static readonly SlackPace PostsPerChannel = new(TimeSpan.FromSeconds(1), 4);

    private static readonly FrozenDictionary<string, SlackMethod> Known = new SlackMethod[]
    {
        Once("chat.postMessage", SlackPace.PerMinute(300)) with { ChannelPace = PostsPerChannel },
        Once("chat.postEphemeral", Tier4),
        Repeatable("chat.update", Tier3),
        Repeatable("chat.delete", Tier3),
        Repeatable("chat.getPermalink", Special),

        // A trigger lives three seconds: later, an open view helps nobody.
        Once("views.open", Tier4) with { Patience = TimeSpan.FromSeconds(2.5) },
        Once("views.push", Tier4) with { Patience = TimeSpan.FromSeconds(2.5) },
        Repeatable("views.publish", Tier4),
        Repeatable("views.update", Tier4),
        Repeatable("files.getUploadURLExternal", Tier4),
        Once("files.completeUploadExternal", Tier4),
        Repeatable("conversations.join", Tier3),
        Repeatable("conversations.info", Tier3),
        Repeatable("conversations.open", Tier3),
        Repeatable("conversations.history", Tier3),
        Repeatable("conversations.replies", Tier3),
        Repeatable("conversations.list", Tier2),
        Repeatable("conversations.members", Tier4),
        Repeatable("users.info", Tier4),
        Repeatable("users.list", Tier2),
        Repeatable("users.lookupByEmail", Tier3),
        Repeatable("usergroups.list", Tier2),
        Repeatable("usergroups.users.list", Tier2),
        Repeatable("team.info", Tier3),
        Repeatable("auth.test", Special),
        Repeatable("pins.add", Tier2),
        Once("bookmarks.add", Tier2),
        Repeatable("bookmarks.edit", Tier2),
        Repeatable("bookmarks.remove", Tier2),
        Repeatable("bookmarks.list", Tier3),

        // The socket's own loop asks again, with its own waits.
        new("apps.connections.open", null, null, false, TimeSpan.Zero),
    }.ToFrozenDictionary(static method => method.Name, StringComparer.Ordinal);

    /// <summary>Only these take JSON throughout; some of the others read forms alone.</summary>
    public bool TakesJson => Name.StartsWith("chat.", StringComparison.Ordinal) || Name.StartsWith("views.", StringComparison.Ordinal);

    /// <summary>The method; one that is not in the table is taken for slow and for unsafe to repeat.</summary>
    public static SlackMethod Find(string name) => Known.TryGetValue(name, out var known) ? known : Once(name, Tier2);

    private static SlackMethod Once(string name, SlackPace pace) => new(name, pace, null, false, Usual);

    private static SlackMethod Repeatable(string name, SlackPace pace) => new(name, pace, null, true, Usual);
}

/// <param name="Every">The time one call costs.</param>
/// <param name="Burst">Calls that may follow each other at once after a rest.</param>
internal sealed record SlackPace(TimeSpan Every, int Burst)
{
    /// <summary>A quarter of a minute's calls may come at once.</summary>
    public static SlackPace PerMinute(int calls) => new(TimeSpan.FromMinutes(1) / calls, Math.Max(1, calls / 4));
}
