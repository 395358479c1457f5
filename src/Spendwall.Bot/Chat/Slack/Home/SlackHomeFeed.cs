using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Spendwall.Bot.Chat.Slack.Home;

/// <summary>Who looks at the App Home, and that something it shows has changed.</summary>
internal sealed class SlackHomeFeed
{
    /// <summary>More people than this are shown their Home when they open it, not when it changes.</summary>
    private const int MostUsers = 500;

    private readonly ConcurrentDictionary<string, byte> users = new(StringComparer.Ordinal);

    // Room for one: many changes at once are one change.
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public IReadOnlyCollection<string> Users => [.. users.Keys];

    /// <summary>Somebody opened it: from now on it is kept fresh for them.</summary>
    public void Opened(string user)
    {
        if (users.Count < MostUsers)
        {
            users.TryAdd(user, 0);
        }
    }

    /// <summary>Slack does not let us publish for them any more.</summary>
    public void Gone(string user) => users.TryRemove(user, out _);

    public void Changed() => changes.Writer.TryWrite(true);

    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => changes.Reader.ReadAsync(cancellationToken);
}
