using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Wire;

namespace Spendwall.Bot.Tests.Chat.Wire;

public sealed class TextOnlyTests
{
    private readonly List<bool> sent = [];

    [Fact]
    public async Task Once_LooksAreTaken_SendsAsItIs()
    {
        Assert.Equal("sent", await SendAsync(static _ => null));
        Assert.Equal([false], sent);
    }

    [Fact]
    public async Task Once_LooksAreRefused_SendsTheWordsOnce()
    {
        Assert.Equal("sent", await SendAsync(static textOnly => textOnly ? null : "invalid_blocks"));
        Assert.Equal([false, true], sent);
    }

    [Fact]
    public async Task Once_TheWordsAreRefusedToo_IsTheAnswer()
    {
        await Assert.ThrowsAsync<SlackException>(() => SendAsync(static _ => "invalid_blocks"));

        Assert.Equal([false, true], sent);
    }

    [Fact]
    public async Task Once_RefusedForAnythingElse_IsNotSentAgain()
    {
        await Assert.ThrowsAsync<SlackException>(() => SendAsync(static _ => "channel_not_found"));

        Assert.Equal([false], sent);
    }

    private Task<string> SendAsync(Func<bool, string?> error) => TextOnly.OnceAsync(
        textOnly =>
        {
            sent.Add(textOnly);

            return error(textOnly) is { } code ? throw new SlackException(SlackFailure.Payload, code, code) : Task.FromResult("sent");
        },
        SlackFaults.IsAboutLooks,
        NullLogger.Instance);
}
