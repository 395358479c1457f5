using Spendwall.Bot.Chat.Discord.Api;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Discord.Api;

public sealed class DiscordBucketTests
{
    private readonly DiscordBucket bucket = new(new ManualClock(DateTimeOffset.UnixEpoch.AddDays(1)), TimeSpan.Zero);

    /// <summary>It waits for the answer of the one before, which says that nothing is left for longer than it would wait.</summary>
    [Fact]
    public async Task Enter_AfterWaiting_LooksAgainBeforeItGoes()
    {
        Assert.Null(await bucket.EnterAsync(TimeSpan.FromSeconds(10), default));
        var second = bucket.EnterAsync(TimeSpan.FromSeconds(10), default);
        Assert.False(second.IsCompleted);

        bucket.Leave(new("abc", 1, 0, TimeSpan.FromSeconds(30)));

        Assert.Equal(TimeSpan.FromSeconds(30), await second);
    }

    [Fact]
    public async Task Enter_AfterWaitingForAnAnswerThatLeavesRoom_Goes()
    {
        Assert.Null(await bucket.EnterAsync(TimeSpan.FromSeconds(10), default));
        var second = bucket.EnterAsync(TimeSpan.FromSeconds(10), default);

        bucket.Leave(new("abc", 2, 1, TimeSpan.FromSeconds(30)));

        Assert.Null(await second);
    }
}
