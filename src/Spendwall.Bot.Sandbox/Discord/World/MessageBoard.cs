using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.Discord.World;

/// <summary>Everything that was said, by channel and order; what only one user sees is kept beside it.</summary>
internal sealed class MessageBoard(TimeProvider clock, DiscordDirectory directory, ChatTranscript transcript)
{
    private readonly Lock gate = new();
    private readonly List<DiscordMessage> messages = [];
    private readonly Dictionary<string, int> byId = [];

    /// <summary>All of them, oldest first: deleted and ephemeral ones too.</summary>
    public IReadOnlyList<DiscordMessage> All
    {
        get
        {
            lock (gate)
            {
                return [.. messages];
            }
        }
    }

    /// <summary>What everyone in a channel can read, oldest first; a thread is a channel of its own.</summary>
    public IReadOnlyList<DiscordMessage> In(string channel) =>
        [.. All.Where(message => message.Channel == channel && message is { OnlyFor: null, IsDeleted: false })];

    /// <summary>One by its id, for the app's eyes; null when it is gone.</summary>
    public DiscordMessage? Find(string id)
    {
        lock (gate)
        {
            return byId.TryGetValue(id, out int index) && !messages[index].IsDeleted ? messages[index] : null;
        }
    }

    public DiscordMessage Post(DiscordMessage message)
    {
        lock (gate)
        {
            byId.Add(message.Id, messages.Count);
            messages.Add(message);
        }

        directory.Change(message.Channel, channel => channel with { LastMessage = message.Id, Posts = channel.Posts + 1, ActiveAt = message.At, IsArchived = false });
        if (message.Type != 21 && !message.Flags.HasFlag(MessageFlags.Loading))
        {
            Say(message, message.OnlyFor is { } only ? $" (only {Name(only)} sees this)" : "");
        }

        return message;
    }

    /// <param name="change">Of everything but the content's history, which is kept here.</param>
    public DiscordMessage Edit(string id, Func<DiscordMessage, DiscordMessage> change)
    {
        var edited = Change(id, old => old.Flags.HasFlag(MessageFlags.Loading)
            ? change(old) with { Flags = old.Flags & ~MessageFlags.Loading }
            : change(old) with { Edits = [.. old.Edits, new(clock.GetUtcNow(), old.Content)] });
        Say(edited, edited.Edits.Count > 0 ? " (edited)" : edited.OnlyFor is { } only ? $" (only {Name(only)} sees this)" : "");

        return edited;
    }

    public void Delete(string id) => Say(Change(id, static old => old with { IsDeleted = true }), " (deleted)");

    public DiscordMessage Mark(string id, MessageFlags flag) => Change(id, old => old with { Flags = old.Flags | flag });

    public DiscordMessage Pin(string id, bool isPinned) => Change(id, old => old with { IsPinned = isPinned });

    private DiscordMessage Change(string id, Func<DiscordMessage, DiscordMessage> change)
    {
        lock (gate)
        {
            int index = byId[id];

            return messages[index] = change(messages[index]);
        }
    }

    private void Say(DiscordMessage message, string note) => transcript.Said(Place(message.Channel), Name(message.Author), note, ShownText.Of(PlainText.Of(message.Content), directory));

    private string Name(string user) => directory.Member(user)?.User.DisplayName ?? user;

    private string Place(string id) => directory.Channel(id) switch
    {
        { With: { } user } => $"direct message with {user.DisplayName}",
        { Parent: { } parent } thread => $"#{directory.Channel(parent)?.Name}, in the thread \"{thread.Name}\"",
        { } channel => $"#{channel.Name}",
        null => id,
    };
}
