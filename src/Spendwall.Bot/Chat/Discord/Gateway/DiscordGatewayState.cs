namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>How the gateway fares, for whoever asks about the bot's health.</summary>
internal sealed class DiscordGatewayState
{
    private volatile bool isReady;

    /// <summary>A session is on: READY or RESUMED came, and the connection has not ended.</summary>
    public bool IsReady => isReady;

    /// <summary>Why it stopped for good; null while it runs or tries to.</summary>
    public string? Error { get; private set; }

    public void Up() => isReady = true;

    public void Down() => isReady = false;

    public void Stopped(string error) => Error ??= error;
}
