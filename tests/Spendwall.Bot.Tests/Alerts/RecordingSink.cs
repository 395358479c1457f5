using Spendwall.Bot.Alerts.Outbox;

namespace Spendwall.Bot.Tests.Alerts;

/// <summary>A sink that keeps what it was given and, like the adapters, posts once for a key.</summary>
internal sealed class RecordingSink : IAlertSink
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, PostedMessage> byKey = new(StringComparer.Ordinal);

    public List<Posted> Posts { get; } = [];

    public List<(PostedMessage Message, AlertPost Post)> Edits { get; } = [];

    /// <summary>Every call, posts of a known key too.</summary>
    public int Calls { get; private set; }

    /// <summary>What a channel answers instead; null: it takes the post.</summary>
    public Func<string, SinkOutcome?> Answer { get; set; } = static _ => null;

    /// <summary>Ids of messages that somebody deleted.</summary>
    public HashSet<string> Deleted { get; } = [];

    /// <summary>Runs after a post was taken and before the caller hears of it.</summary>
    public Action<string> AfterPost { get; set; } = static _ => { };

    public IEnumerable<Posted> Roots => Posts.Where(static posted => posted.Post is AlertPost.Root);

    public IEnumerable<Posted> Replies => Posts.Where(static posted => posted.Post is AlertPost.Reply);

    public Task<SinkOutcome> PostAsync(string channel, AlertPost post, bool mention, PostedMessage? thread, string key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Calls++;
            if (Answer(channel) is { } answer)
            {
                return Task.FromResult(answer);
            }

            if (thread is not null && Deleted.Contains(thread.Id))
            {
                return Task.FromResult<SinkOutcome>(new SinkOutcome.Gone("thread_not_found"));
            }

            if (!byKey.TryGetValue(channel + key, out var message))
            {
                byKey[channel + key] = message = new(channel, $"m{byKey.Count + 1}");
                Posts.Add(new(channel, post, mention, thread, key) { Id = message.Id });
            }

            AfterPost(channel);

            return Task.FromResult<SinkOutcome>(new SinkOutcome.Sent(message));
        }
    }

    public Task<SinkOutcome> EditAsync(PostedMessage message, AlertPost post, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Calls++;
            if (Answer(message.Channel) is { } answer)
            {
                return Task.FromResult(answer);
            }

            if (Deleted.Contains(message.Id))
            {
                return Task.FromResult<SinkOutcome>(new SinkOutcome.Gone("message_not_found"));
            }

            Edits.Add((message, post));

            return Task.FromResult<SinkOutcome>(new SinkOutcome.Sent(message));
        }
    }

    internal sealed record Posted(string Channel, AlertPost Post, bool Mention, PostedMessage? Thread, string Key)
    {
        public required string Id { get; init; }
    }
}
