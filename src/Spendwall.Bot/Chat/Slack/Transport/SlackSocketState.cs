namespace Spendwall.Bot.Chat.Slack.Transport;

/// <summary>How Socket Mode fares, for whoever asks about the bot's health.</summary>
internal sealed class SlackSocketState
{
    private int connections;

    /// <summary>Connections that Slack greeted and that are not being replaced.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>Slack's code for why it stopped for good; null while it runs or tries to.</summary>
    public string? Error { get; private set; }

    public void Up() => Interlocked.Increment(ref connections);

    public void Down() => Interlocked.Decrement(ref connections);

    public void Stopped(string error) => Error ??= error;
}
