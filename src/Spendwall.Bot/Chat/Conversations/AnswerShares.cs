namespace Spendwall.Bot.Chat.Conversations;

/// <summary>Answers that can still be shared as they were given: the newest few hundred, each once. What could not be shared can be tried again.</summary>
internal sealed class AnswerShares
{
    private const int Most = 300;

    private readonly Lock gate = new();

    private readonly LinkedList<Kept> kept = new();

    /// <returns>The id to ask for it with.</returns>
    public string Keep(ChatMessage message)
    {
        string id = Guid.NewGuid().ToString("N")[..16];
        Add(new(id, message, IsTaken: false));

        return id;
    }

    /// <returns>False: it is being shared, or was. The message is null where it is not known any more.</returns>
    public (bool IsMine, ChatMessage? Message) Take(string id)
    {
        lock (gate)
        {
            for (var node = kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Id == id)
                {
                    var (_, message, isTaken) = node.Value;
                    node.Value = node.Value with { IsTaken = true };

                    return (!isTaken, message);
                }
            }

            // Of before a restart: a double click shares it once all the same.
            Add(new(id, null, IsTaken: true));

            return (true, null);
        }
    }

    /// <summary>It was not shared: the next press may.</summary>
    /// <param name="message">As it would have been shared.</param>
    public void GiveBack(string id, ChatMessage? message)
    {
        lock (gate)
        {
            for (var node = kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Id == id)
                {
                    node.Value = new(id, message, IsTaken: false);
                }
            }
        }
    }

    private void Add(Kept answer)
    {
        lock (gate)
        {
            kept.AddLast(answer);
            if (kept.Count > Most)
            {
                kept.RemoveFirst();
            }
        }
    }

    private sealed record Kept(string Id, ChatMessage? Message, bool IsTaken);
}
