using Spendwall.Bot.Chat.Wire;

namespace Spendwall.Bot.Chat.Slack.Api;

/// <summary>The connections to Slack, shared by all tokens.</summary>
internal sealed class SlackHttp : IDisposable
{
    public HttpClient Client { get; } = WireHttp.Create("Spendwall.Bot");

    public void Dispose() => Client.Dispose();
}
