using System.Text.Json;
using System.Threading.Channels;
using Spendwall.Bot.Chat.Slack;

namespace Spendwall.Bot.Tests.Chat.Slack.Transport;

/// <summary>Keeps what the transport handed over, and answers as the test wants.</summary>
internal sealed class RecordingHandler : ISlackHandler
{
    private readonly Channel<SlackInbound> handled = Channel.CreateUnbounded<SlackInbound>();

    public Func<SlackInbound, JsonElement?> OnAcknowledge { get; set; } = static _ => null;

    public Func<SlackInbound, CancellationToken, Task> OnHandle { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Work that came and was not yet looked at.</summary>
    public int Waiting => handled.Reader.Count;

    public JsonElement? Acknowledge(SlackInbound inbound) => OnAcknowledge(inbound);

    public async Task HandleAsync(SlackInbound inbound, CancellationToken cancellationToken)
    {
        handled.Writer.TryWrite(inbound);
        await OnHandle(inbound, cancellationToken);
    }

    /// <summary>The next piece of work.</summary>
    public async Task<SlackInbound> NextAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(15));

        return await handled.Reader.ReadAsync(late.Token);
    }
}
