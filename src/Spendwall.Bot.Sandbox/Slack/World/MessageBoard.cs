using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.Slack.World;

/// <summary>Everything that was said, by channel and order; what only one user sees is kept beside it.</summary>
internal sealed class MessageBoard(TimeProvider clock, SlackDirectory directory, ChatTranscript transcript)
{
    private readonly Lock gate = new();
    private readonly List<SlackMessage> messages = [];
    private readonly SlackTs ids = new(clock);

    /// <summary>All of them, oldest first: deleted and ephemeral ones too.</summary>
    public IReadOnlyList<SlackMessage> All
    {
        get
        {
            lock (gate)
            {
                return [.. messages];
            }
        }
    }

    /// <summary>What everyone in a channel can read, oldest first, threads included.</summary>
    public IReadOnlyList<SlackMessage> In(string channel) =>
        [.. All.Where(message => message.Channel == channel && message is { OnlyFor: null, IsDeleted: false })];

    public IReadOnlyList<SlackMessage> Replies(string channel, string ts) => [.. In(channel).Where(message => message.ThreadTs == ts)];

    /// <param name="viewer">Sees their own ephemerals too; null: no ephemerals.</param>
    public SlackMessage? Find(string channel, string ts, string? viewer = null) => All.LastOrDefault(message =>
        message.Channel == channel && message.Ts == ts && !message.IsDeleted && (message.OnlyFor is null || message.OnlyFor == viewer));

    public SlackMessage Post(
        string channel, string user, SlackContent content, string? threadTs = null, bool broadcast = false, string? onlyFor = null, IReadOnlyList<string>? files = null)
    {
        var message = new SlackMessage(channel, ids.Next(), user, content) { ThreadTs = threadTs, IsBroadcast = broadcast, OnlyFor = onlyFor, Files = files ?? [] };
        lock (gate)
        {
            messages.Add(message);
        }

        transcript.Said(Place(message), Name(user), onlyFor is null ? "" : $" (only {Name(onlyFor)} sees this)", Shown(content));

        return message;
    }

    public SlackMessage Edit(SlackMessage message, SlackContent content)
    {
        var edited = Change(message, old => old with { Content = content, Edits = [.. old.Edits, new(clock.GetUtcNow(), old.Content)] });
        transcript.Said(Place(message), Name(message.User), " (edited)", Shown(content));

        return edited;
    }

    public void Delete(SlackMessage message)
    {
        Change(message, static old => old with { IsDeleted = true });
        transcript.Said(Place(message), Name(message.User), " (deleted)", Shown(message.Content));
    }

    public SlackMessage Pin(SlackMessage message) => Change(message, static old => old with { IsPinned = true });

    private SlackMessage Change(SlackMessage message, Func<SlackMessage, SlackMessage> change)
    {
        lock (gate)
        {
            int index = messages.FindIndex(other => other.Channel == message.Channel && other.Ts == message.Ts);

            return messages[index] = change(messages[index]);
        }
    }

    private string Shown(SlackContent content) => ShownText.Of(content.Text, directory);

    private string Name(string user) => directory.User(user)?.RealName ?? user;

    private string Place(SlackMessage message)
    {
        var channel = directory.Channel(message.Channel);
        string name = channel?.DirectWith is { } user ? $"direct message with {Name(user)}" : $"#{channel?.Name ?? message.Channel}";

        return message.ThreadTs is null ? name : $"{name}, in a thread";
    }
}
