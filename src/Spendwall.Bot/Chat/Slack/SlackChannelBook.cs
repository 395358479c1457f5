using System.Collections.Concurrent;

namespace Spendwall.Bot.Chat.Slack;

/// <summary>The channels of the settings that the bot speaks in, and which of them Slack said were closed to it.</summary>
internal sealed class SlackChannelBook
{
    /// <summary>Channel id to how the settings name it.</summary>
    private readonly ConcurrentDictionary<string, string> used = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, string> closed = new(StringComparer.Ordinal);

    /// <summary>A line for each that is closed: what happened, and what to do.</summary>
    public IReadOnlyList<string> Troubles => [.. closed.Select(pair => $"{used.GetValueOrDefault(pair.Key, pair.Key)} {pair.Value}").Order(StringComparer.Ordinal)];

    /// <summary>The bot spoke in it, so it is open.</summary>
    public void Spoke(string id, string name)
    {
        used[id] = name;
        Opened(id);
    }

    public void Opened(string id) => closed.TryRemove(id, out _);

    public bool IsUsed(string id) => used.ContainsKey(id);

    /// <param name="why">Follows the channel's name: <c>was archived: …</c></param>
    public void Closed(string id, string why) => closed[id] = why;
}
