using System.Threading.Channels;
using Spendwall.Bot.Chat.Discord;

namespace Spendwall.Bot.Tests.Chat.Discord;

/// <summary>Keeps what the transport handed over, and does with it what the test wants.</summary>
internal sealed class RecordingHandler : IDiscordHandler
{
    private readonly Channel<DiscordInbound> handled = Channel.CreateUnbounded<DiscordInbound>();

    public Func<DiscordInbound, CancellationToken, Task> OnHandle { get; set; } = static (_, _) => Task.CompletedTask;

    public Func<string, bool> OnWants { get; set; } = static _ => true;

    /// <summary>Work that came and was not yet looked at.</summary>
    public int Waiting => handled.Reader.Count;

    public bool Wants(string type) => OnWants(type);

    public async Task HandleAsync(DiscordInbound inbound, CancellationToken cancellationToken)
    {
        handled.Writer.TryWrite(inbound);
        await OnHandle(inbound, cancellationToken);
    }

    /// <summary>The next piece of work.</summary>
    public async Task<DiscordInbound> NextAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(15));

        return await handled.Reader.ReadAsync(late.Token);
    }

    /// <summary>The next piece of work of a kind; others are passed over.</summary>
    public async Task<T> NextAsync<T>()
        where T : DiscordInbound
    {
        while (true)
        {
            if (await NextAsync() is T wanted)
            {
                return wanted;
            }
        }
    }
}
