namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>What follows on the end of a connection.</summary>
internal enum GatewayNext
{
    Resume,

    /// <summary>A new session.</summary>
    Identify,

    /// <summary>Nothing, until a person mends it.</summary>
    Stop,
}

/// <param name="Why">For the log.</param>
/// <param name="Wait">At least so long, before the next connection.</param>
internal sealed record GatewayEnd(GatewayNext Next, string Why, TimeSpan Wait = default)
{
    /// <summary>
    /// Discord's close codes. https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
    /// A code that is not there, or none, is resumed.
    /// </summary>
    public static GatewayEnd OfClose(int? code) => code switch
    {
        4004 => new(GatewayNext.Stop, "4004: Discord refuses the bot's token; copy a new one from the Bot page of the Developer Portal"),
        4010 => new(GatewayNext.Stop, "4010: Discord refuses the shard, though none was asked for"),
        4011 => new(GatewayNext.Stop, "4011: the bot is in more servers than one connection serves (2,500)"),
        4012 => new(GatewayNext.Stop, "4012: Discord no longer speaks version 10 of the gateway; update the bot"),
        4013 => new(GatewayNext.Stop, "4013: Discord does not know the intents that were asked for; update the bot"),
        4014 => new(GatewayNext.Stop, "4014: Discord does not allow the intents that were asked for"),
        4003 or 4005 or 4006 or 4007 or 4009 => new(GatewayNext.Identify, $"closed with {code}"),
        null => new(GatewayNext.Resume, "closed without a code"),
        _ => new(GatewayNext.Resume, $"closed with {code}"),
    };
}
