using System.Globalization;

namespace Spendwall.Bot.Sandbox.Slack.World;

/// <param name="Length">As it was announced, in bytes.</param>
internal sealed record SlackFile(string Id, string Name, long Length)
{
    public byte[]? Content { get; init; }

    public string? Title { get; init; }

    public bool IsComplete { get; init; }
}

/// <summary>Files: announced, then uploaded, then completed.</summary>
internal sealed class FileBook
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SlackFile> files = [];

    public IReadOnlyList<SlackFile> All
    {
        get
        {
            lock (gate)
            {
                return [.. files.Values];
            }
        }
    }

    public SlackFile Announce(string name, long length)
    {
        lock (gate)
        {
            var file = new SlackFile(string.Create(CultureInfo.InvariantCulture, $"F0{files.Count + 1:00000000}"), name, length);
            files[file.Id] = file;

            return file;
        }
    }

    public SlackFile? Change(string id, Func<SlackFile, SlackFile> change)
    {
        lock (gate)
        {
            return files.TryGetValue(id, out var file) ? files[id] = change(file) : null;
        }
    }
}
