namespace Spendwall.Bot.Chat.Discord.Api;

/// <summary>How the client waits and how much it takes; the defaults are for Discord itself. All of it is transport time.</summary>
internal sealed record DiscordApiSettings
{
    /// <summary>One request, its whole answer included.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The first answer to an interaction: after three seconds Discord no longer knows it.</summary>
    public TimeSpan CallbackTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest it is worth waiting for a turn, all attempts together.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After the first attempt, of what may be sent again; a 429 is none.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Answers 429 that one call waits out, before its caller is told.</summary>
    public int MostLimited { get; init; } = 5;

    /// <summary>Before the first retry after silence, doubled each time, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Added to what Discord says: its clock and the way to it.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>After a refusal by Discord's edge, which is no JSON and may not say how long.</summary>
    public TimeSpan UnsaidRetryAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Requests a second of one bot; interactions do not count. https://docs.discord.com/developers/topics/rate-limits#global-rate-limit</summary>
    public int PerSecond { get; init; } = 50;

    /// <summary>
    /// Answers 401, 403 and 429 within ten minutes before the bot falls silent: at 10,000 Discord bans the address, which others may
    /// share. https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
    /// </summary>
    public int MostInvalid { get; init; } = 5_000;

    /// <summary>Bytes of one answer.</summary>
    public int LargestAnswer { get; init; } = 8 * 1024 * 1024;
}
