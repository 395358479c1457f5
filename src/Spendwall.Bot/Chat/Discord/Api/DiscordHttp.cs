using System.Reflection;
using Spendwall.Bot.Chat.Wire;

namespace Spendwall.Bot.Chat.Discord.Api;

/// <summary>The connections to Discord's REST API.</summary>
internal sealed class DiscordHttp : IDisposable
{
    /// <summary>In the form without which Discord's edge refuses (40333), also on the gateway's handshake.</summary>
    public static readonly string UserAgent =
        $"DiscordBot (https://spendwall.example, {typeof(DiscordHttp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]})";

    public HttpClient Client { get; } = WireHttp.Create(UserAgent);

    public void Dispose() => Client.Dispose();
}
