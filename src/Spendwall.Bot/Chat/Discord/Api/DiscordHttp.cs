using System.Reflection;
using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Discord.Api;

/// <summary>The connections to Discord's REST API.</summary>
internal sealed class DiscordHttp(SpendwallOptions options) : IDisposable
{
    private static readonly string Version = typeof(DiscordHttp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public HttpClient Client { get; } = WireHttp.Create(UserAgent(options.Discord.ApplicationId));

    /// <summary>
    /// In the form without which Discord's edge refuses (40333), also on the gateway's handshake. The address, at which Discord
    /// shall learn more of the bot, is its page at Discord. https://docs.discord.com/developers/reference#user-agent
    /// </summary>
    public static string UserAgent(string application) => $"DiscordBot (https://discord.com/oauth2/authorize?client_id={application}, {Version})";

    public void Dispose() => Client.Dispose();
}
