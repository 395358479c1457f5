namespace Spendwall.Bot.Sandbox.Discord.Gateway;

/// <summary>What a session wants to hear of. https://docs.discord.com/developers/events/gateway#gateway-intents</summary>
[Flags]
internal enum Intents
{
    /// <summary>Interactions come to every session, whatever it asked for.</summary>
    None = 0,
    Guilds = 1 << 0,
    GuildMembers = 1 << 1,
    GuildPresences = 1 << 8,
    GuildMessages = 1 << 9,
    DirectMessages = 1 << 12,
    MessageContent = 1 << 15,

    /// <summary>These have to be switched on for the application, and are not.</summary>
    Privileged = GuildMembers | GuildPresences | MessageContent,

    /// <summary>Every bit that means something.</summary>
    Known = (1 << 26) - 1,
}

/// <summary>https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes</summary>
internal static class CloseCodes
{
    public const int UnknownOpcode = 4001;
    public const int DecodeError = 4002;
    public const int NotAuthenticated = 4003;
    public const int AuthenticationFailed = 4004;
    public const int AlreadyAuthenticated = 4005;
    public const int InvalidSequence = 4007;
    public const int RateLimited = 4008;
    public const int SessionTimedOut = 4009;
    public const int InvalidShard = 4010;
    public const int InvalidVersion = 4012;
    public const int InvalidIntents = 4013;
    public const int DisallowedIntents = 4014;

    /// <summary>Whether the session is over with the connection.</summary>
    public static bool EndsSession(int code) => code is 1000 or 1001 or NotAuthenticated or AuthenticationFailed or AlreadyAuthenticated or 4006 or InvalidSequence or (>= SessionTimedOut and <= DisallowedIntents);
}
