using Microsoft.Extensions.Logging;
using NSubstitute;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host;
using Spendwall.Bot.Host.Doctor;
using Spendwall.Bot.Host.Health;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Host.Health;

public sealed class ChannelWatchTests : IDisposable
{
    private static readonly Finding Well = new(Verdict.Well, "channel slack:#a", "the bot is a member");
    private static readonly Finding Broken = new(Verdict.Fault, "channel slack:#a", "is private and the bot is not in it", "type /invite @Spendwall in it");
    private static readonly Finding Unasked = new(Verdict.Fault, "channel slack:#a", "no answer", "try again") { IsPassing = true };

    private readonly ManualClock clock = new(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
    private readonly IChannelCheck check = Substitute.For<IChannelCheck>();
    private readonly ChannelFaults faults = new();
    private readonly Lines log = new();
    private readonly ChannelWatch watch;

    public ChannelWatchTests() => watch = new([check], faults, clock, log);

    public void Dispose() => watch.Dispose();

    [Fact]
    public async Task Start_AllIsWell_LooksOnceAndSaysNothing()
    {
        Find([Well]);

        await watch.StartAsync(default);
        await watch.ExecuteTask!;

        Assert.Empty(faults.All);
        Assert.Empty(log.Said);
        Assert.Equal(0, clock.TimerCount);
    }

    [Fact]
    public async Task Start_ChannelIsPrivate_NamesItWithTheRemedyAndStaysReady()
    {
        Find([Broken]);

        await watch.StartAsync(default);
        await UntilAsync(() => clock.TimerCount == 1);

        const string told = "channel slack:#a: is private and the bot is not in it → type /invite @Spendwall in it";
        Assert.Equal([$"Warning {told}. What a channel does not take goes to the fallback"], log.Said);
        var readiness = HealthEndpoints.Readiness.Of(new BotHealth { Started = true }, new ChatLinks(new SpendwallOptions(), channels: faults));
        Assert.Equal((true, told), (readiness.Ready, Assert.Single(readiness.Reasons)));
    }

    [Fact]
    public async Task Watch_Mended_IsSaidAndForgottenAndNotLookedAtAgain()
    {
        Find([Broken], [Broken], [Well]);
        await watch.StartAsync(default);

        await UntilAsync(() => clock.TimerCount == 1);
        clock.Advance(ChannelWatch.LookAgain);
        await UntilAsync(() => clock.TimerCount == 1);
        clock.Advance(ChannelWatch.LookAgain);
        await watch.ExecuteTask!;

        Assert.Equal(2, log.Said.Count);
        Assert.Equal("Information channel slack:#a: mended", log.Said[1]);
        Assert.Empty(faults.All);
    }

    [Fact]
    public async Task Watch_PlatformCannotBeAsked_AsksSoonerAndChangesNothing()
    {
        Find([Broken], [Unasked], [Well]);
        await watch.StartAsync(default);

        await UntilAsync(() => clock.TimerCount == 1);
        clock.Advance(ChannelWatch.LookAgain);
        await UntilAsync(() => clock.TimerCount == 1);
        Assert.Equal([Broken], faults.All);
        clock.Advance(ChannelWatch.AskAgain);
        await watch.ExecuteTask!;

        Assert.Empty(faults.All);
    }

    [Fact]
    public async Task Start_CheckThrows_IsALineInTheLogAndNothingElse()
    {
        check.ChannelsAsync(default).ReturnsForAnyArgs<IReadOnlyList<Finding>>(static _ => throw new InvalidOperationException("bug"));

        await watch.StartAsync(default);
        await watch.ExecuteTask!;

        Assert.Equal(["Error The channels could not be looked at"], log.Said);
    }

    [Fact]
    public async Task Stop_WhileItWaits_Ends()
    {
        Find([Broken]);
        await watch.StartAsync(default);
        await UntilAsync(() => clock.TimerCount == 1);

        await watch.StopAsync(default);

        Assert.True(watch.ExecuteTask!.IsCompletedSuccessfully);
    }

    private void Find(params IReadOnlyList<Finding>[] looks) => check.ChannelsAsync(default).ReturnsForAnyArgs(looks[0], looks[1..]);

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Yield();
        }
    }

    private sealed class Lines : ILogger<ChannelWatch>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add($"{logLevel} {formatter(state, exception)}");
    }
}
