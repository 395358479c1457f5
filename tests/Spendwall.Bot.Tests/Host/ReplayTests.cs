using Spendwall.Bot.Benchmarks.Replay;
using Spendwall.Bot.Host;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Truth;
using Spendwall.Bot.Tests.Sandbox;

namespace Spendwall.Bot.Tests.Host;

/// <summary>What is on the bill is what the ledger holds; the full replay of recorded series is the verb <c>replay</c> of the benchmarks.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("spendwall-replay-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact(Timeout = 180_000)]
    public async Task Series_PolledThroughHttpWhileItHappens_IsInTheLedgerToTheMicroDollar()
    {
        var series = Series(days: 4);
        await using var world = await ReplayWorld.StartAsync(series, new() { Live = TimeSpan.FromDays(1), Lasts = TimeSpan.FromSeconds(8) }, Path.Combine(folder, "replay.db"), CancellationToken.None);
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        var process = new BotProcess(
            TextReader.Null, output, TextWriter.Null, folder, new Dictionary<string, string>(), world.Environment.Clock, TimeProvider.System, Interactive: false);

        int code = await BotHost.RunAsync(
            new(world.Environment.Settings, folder, "the test", []),
            process,
            async app =>
            {
                // A round can be well although a breakdown could not be read: what counts is how far each was read.
                var ledger = (ISpendLedger)app.Services.GetService(typeof(ISpendLedger))!;
                while (!await world.HasReadSinceAsync(ledger, world.Settled, CancellationToken.None))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
                }

                await stop.CancelAsync();
            },
            stop.Token);

        Assert.Equal(0, code);
        await using var reader = await LedgerReader.OpenAsync(world.Environment.DatabasePath, CancellationToken.None);
        var audit = new LedgerAudit(world, reader.Ledger);
        foreach (string account in world.Accounts)
        {
            var result = await audit.RunAsync(account, CancellationToken.None);
            Assert.Empty(result.Faults);
            Assert.Equal(series.Usd, result.Usd);
        }
    }

    [Fact]
    public async Task Series_WithTheBotKilledTwice_IsInTheLedgerToTheMicroDollarAndToldOnce()
    {
        var settings = new ReplaySettings { Kills = 2, Seed = 4, Live = TimeSpan.FromDays(1), Lasts = TimeSpan.FromSeconds(12) };

        var result = await ReplayRun.RunAsync(Series(days: 4), settings, folder, CancellationToken.None);

        Assert.Empty(result.AllFaults);
        Assert.Equal(2, result.Kills.Count);
        Assert.Equal([SandboxEnvironment.OpenRouterAccount, SandboxEnvironment.OpenAIAccount], result.Accounts.Select(account => account.Account));
        Assert.All(result.Accounts, account => Assert.Equal(result.Usd, account.Usd));
    }

    private static SpendSeries Series(int days) => SandboxData.Days(days);
}
