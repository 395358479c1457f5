namespace Spendwall.Bot.Sandbox.Slack.World;

internal sealed record SlackBookmark(string Id, string Channel, string Title, string Link);

/// <summary>The links at the top of the channels.</summary>
internal sealed class BookmarkBook
{
    private readonly Lock gate = new();
    private readonly List<SlackBookmark> bookmarks = [];

    public IReadOnlyList<SlackBookmark> All
    {
        get
        {
            lock (gate)
            {
                return [.. bookmarks];
            }
        }
    }

    public SlackBookmark Add(string channel, string title, string link)
    {
        lock (gate)
        {
            var bookmark = new SlackBookmark($"Bk0{bookmarks.Count + 1:000000}", channel, title, link);
            bookmarks.Add(bookmark);

            return bookmark;
        }
    }
}
