using System.Globalization;

namespace Spendwall.Bot.Sandbox.Discord.Gateway;

/// <summary>What outlives a connection: the numbered dispatches, and what of them can be sent again.</summary>
internal sealed class GatewaySession(string id, Intents intents)
{
    private const int Kept = 5_000;

    private readonly Queue<(int Number, string Frame)> sent = new();

    public string Id { get; } = id;

    public Intents Intents { get; } = intents;

    /// <summary>Null while it waits to be resumed.</summary>
    public GatewayConnection? Connection { get; set; }

    /// <summary>When it lost its connection, in ticks of the real clock.</summary>
    public long DetachedAt { get; set; }

    public int Sequence { get; private set; }

    /// <param name="data">JSON.</param>
    public void Dispatch(string type, string data)
    {
        Sequence++;
        string frame = string.Create(CultureInfo.InvariantCulture, $"{{\"t\":\"{type}\",\"s\":{Sequence},\"op\":0,\"d\":{data}}}");
        sent.Enqueue((Sequence, frame));
        if (sent.Count > Kept)
        {
            sent.Dequeue();
        }

        Connection?.Send(frame);
    }

    /// <summary>Whether everything behind a number is still there.</summary>
    public bool CanReplay(int after) => after == Sequence || (sent.Count > 0 && sent.Peek().Number <= after + 1);

    public void Replay(int after)
    {
        foreach (var (number, frame) in sent)
        {
            if (number > after)
            {
                Connection?.Send(frame);
            }
        }
    }
}
