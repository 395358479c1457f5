using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>What a connection works with.</summary>
internal sealed record GatewayParts(
    string UserAgent, Secret Token, GatewaySession Session, GatewayDoor Door, DiscordInbox Inbox, DiscordGatewaySettings Settings, TimeProvider Transport, ILogger Logger);
