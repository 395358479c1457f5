using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.Discord;

/// <summary>The application as Discord knows it: fixed ids, and a made-up token that opens this stand-in and nothing else.</summary>
internal sealed class DiscordIdentity(int seed)
{
    public const string Application = "1300000000000000002";

    /// <summary>The bot's user has the application's id, as with every application made since 2016.</summary>
    public const string Bot = Application;
    public const string BotName = "Spendwall";
    public const string Guild = "1300000000000000001";
    public const string GuildName = "Sandbox";

    /// <summary>Shaped like a bot token: three parts of base64.</summary>
    public string Token { get; } = $"MTMwMDAwMDAwMDAwMDAwMDAwMg.{StableHash.Hex("discord", seed)[..6]}.{StableHash.Hex("discord-token", seed)[..38]}";
}
