namespace Spendwall.Bot.Chat.Conversations;

/// <summary>Answers that can still be shared as they were given: the newest few hundred, each once.</summary>
internal sealed class AnswerShares
{
    private const int Most = 300;

    private readonly Lock gate = new();

    private readonly LinkedList<(string Id, ChatMessage? Message)> kept = new();

    /// <returns>The id to ask for it with.</returns>
    public string Keep(ChatMessage message)
    {
        string id = Guid.NewGuid().ToString("N")[..16];
        lock (gate)
        {
            kept.AddLast((id, message));
            if (kept.Count > Most)
            {
                kept.RemoveFirst();
            }
        }

        return id;
    }

    /// <returns>Whether the answer is known, and the answer itself the first time.</returns>
    public (bool Known, ChatMessage? Message) Take(string id)
    {
        lock (gate)
        {
            for (var node = kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Id == id)
                {
                    var message = node.Value.Message;
                    node.Value = (id, null);

                    return (true, message);
                }
            }

            return (false, null);
        }
    }
}
