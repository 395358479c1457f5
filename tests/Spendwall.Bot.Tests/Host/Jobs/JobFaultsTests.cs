using Microsoft.Extensions.Logging;
using Spendwall.Bot.Host;
using Spendwall.Bot.Host.Jobs;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Tests.Host.Jobs;

public sealed class JobFaultsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly StorageException Full = new(StorageFault.Full, "The disk is full; free some space.", new InvalidOperationException("SQLite Error 13"));

    private readonly BotHealth health = new() { Started = true };
    private readonly Lines log = new();
    private readonly JobFaults faults;

    public JobFaultsTests()
    {
        faults = new(health, log);
        health.Report(new PollRun("a", Noon, Noon, null, null, null, 1));
    }

    [Fact]
    public void Report_DiskIsFullRoundAfterRound_SaysItOnceAndSilencesTheHeartbeat()
    {
        Assert.True(health.Healthy);

        faults.Report("poll a", true, new InvalidOperationException("wrapped", Full));
        faults.Report("deliver", false, Full);
        faults.Report("deliver", false, null);

        Assert.False(health.Healthy);
        Assert.Equal(Full.Message, health.StorageFault);
        Assert.Equal(["Error Nothing can be stored: The disk is full; free some space. Polls go on and are lost until then"], log.Said);
    }

    [Fact]
    public void Report_RoundEndsWellAfterwards_IsHealthyAgain()
    {
        faults.Report("poll a", true, Full);
        faults.Report("poll a", true, null);
        faults.Report("poll a", true, null);

        Assert.True(health.Healthy);
        Assert.Equal("Information The storage takes what is written again", log.Said[^1]);
        Assert.Equal(2, log.Said.Count);
    }

    [Fact]
    public void Report_AnotherFailure_NamesTheJobAndIsNoStorageFault()
    {
        faults.Report("summary", false, new InvalidOperationException("broken"));

        Assert.Null(health.StorageFault);
        Assert.StartsWith("Error The job summary failed", Assert.Single(log.Said), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_JobThatWasStopped_SaysNothing()
    {
        faults.Report("poll a", true, new OperationCanceledException());

        Assert.Empty(log.Said);
    }

    private sealed class Lines : ILogger<JobFaults>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Add($"{logLevel} {formatter(state, exception)}");
    }
}
