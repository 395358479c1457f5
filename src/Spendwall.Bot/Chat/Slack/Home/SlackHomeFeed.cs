using System.Collections.Concurrent;
using System.Threading.Channels;
using Spendwall.Bot.Alerts.Outlook;

namespace Spendwall.Bot.Chat.Slack.Home;

/// <summary>Who looks at the App Home, and that something it shows has changed.</summary>
internal sealed class SlackHomeFeed
{
    /// <summary>More people than this are shown their Home when they open it, not when it changes.</summary>
    private const int MostUsers = 500;

    private readonly ConcurrentDictionary<string, byte> users = new(StringComparer.Ordinal);

    /// <summary>What each account's last round showed.</summary>
    private readonly ConcurrentDictionary<string, string> polled = new(StringComparer.OrdinalIgnoreCase);

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

    /// <summary>A round of polling ended with this. The same figures, only older, are no change.</summary>
    public void Polled(AccountOutlook outlook)
    {
        string now = SlackHomeView.Material(outlook);
        if (!polled.TryGetValue(outlook.Account.Name, out string? before) || before != now)
        {
            polled[outlook.Account.Name] = now;
            Changed();
        }
    }

    public void Changed() => changes.Writer.TryWrite(true);

    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => changes.Reader.ReadAsync(cancellationToken);
}
