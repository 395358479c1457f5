using Spendwall.Bot.Chat.Slack.Api;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack.Api;

public sealed class SlackGateTests
{
    private readonly ManualClock clock = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly ManualClock transport = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Enter_AfterTheBurst_OneASecond()
    {
        var gate = new SlackGate(new(TimeSpan.FromSeconds(1), 2), clock, transport);
        Assert.True(Enter(gate).IsCompleted);
        Assert.True(Enter(gate).IsCompleted);
        var third = Enter(gate);
        var fourth = Enter(gate);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await third.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.False(fourth.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await fourth.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Enter_MoreThanThePatience_SaysHowLong()
    {
        var gate = new SlackGate(new(TimeSpan.FromSeconds(10), 1), clock, transport);
        await Enter(gate);

        Assert.Equal(TimeSpan.FromSeconds(10), await gate.EnterAsync(TimeSpan.FromSeconds(9), CancellationToken.None));
    }

    [Fact]
    public async Task Close_ThoseWhoWait_DoNotComeBackAllAtOnce()
    {
        var gate = new SlackGate(new(TimeSpan.FromSeconds(1), 3), clock, transport);
        gate.Close(TimeSpan.FromSeconds(5));
        var waiting = Enumerable.Range(0, 3).Select(_ => Enter(gate)).ToArray();
        Assert.All(waiting, static task => Assert.False(task.IsCompleted));

        transport.Advance(TimeSpan.FromSeconds(5));
        for (int i = 0; i < 3; i++)
        {
            // The wait at the pace begins after the one at the gate, on a thread of its own.
            await Transport.SocketWorld.UntilAsync(() => clock.TimerCount == 3 - i);
            Assert.Equal(i, waiting.Count(static task => task.IsCompleted));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("chat.postMessage", false)]
    [InlineData("chat.postEphemeral", false)]
    [InlineData("views.open", false)]
    [InlineData("bookmarks.add", false)]
    [InlineData("chat.unheardOf", false)]
    [InlineData("chat.update", true)]
    [InlineData("conversations.history", true)]
    public void Find_AMethod_IsRepeatableOnlyWhereASecondCallChangesNothing(string method, bool expected) =>
        Assert.Equal(expected, SlackMethod.Find(method).IsRepeatable);

    private static Task<TimeSpan?> Enter(SlackGate gate) => gate.EnterAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
}
