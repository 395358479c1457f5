using System.Globalization;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Benchmarks.Replay;

/// <summary>
/// One series, from an empty database to its last final bill, with the real bot in a process of its own that is killed
/// and started again on the way while the providers go on.
/// </summary>
internal sealed class ReplayRun
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    /// <summary>A life that never gets to its kill's place is over after this.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(10);

    private readonly ReplayWorld world;
    private readonly ReplaySettings settings;
    private readonly string folder;
    private readonly string handover;
    private readonly List<string> faults = [];
    private readonly List<string> output = [];
    private readonly List<KillPhase> kills = [];

    private ReplayRun(ReplayWorld world, ReplaySettings settings, string folder)
    {
        this.world = world;
        this.settings = settings;
        this.folder = folder;
        handover = Path.Combine(folder, "handover.json");
    }

    private string Database => world.Environment.DatabasePath;

    /// <param name="folder">An empty folder, for the database and what else there is.</param>
    public static async Task<ReplayResult> RunAsync(SpendSeries series, ReplaySettings settings, string folder, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        await using var world = await ReplayWorld.StartAsync(series, settings, Path.Combine(folder, "replay.db"), cancellationToken);
        var run = new ReplayRun(world, settings, folder);
        await SandboxHandover.WriteAsync(world.Environment, run.handover, cancellationToken);
        foreach (var moment in KillPlan.Moments(settings.Kills, settings.Seed))
        {
            await run.LiveUntilAsync(moment, cancellationToken);
        }

        await run.LiveToTheEndAsync(cancellationToken);

        return await run.AuditAsync(TimeProvider.System.GetElapsedTime(began), cancellationToken);
    }

    private async Task LiveUntilAsync(KillMoment moment, CancellationToken cancellationToken)
    {
        long before = world.Requests;
        using var child = BotChild.Start(handover);
        long started = TimeProvider.System.GetTimestamp();
        while (moment.AfterRequests > 0 && world.Requests < before + moment.AfterRequests && child.Running && TimeProvider.System.GetElapsedTime(started) < LongestLife)
        {
            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }

        await Task.Delay(moment.Delay, TimeProvider.System, cancellationToken);
        if (!child.Running)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"the bot ended by itself with {child.ExitCode}: {string.Join(" | ", child.Errors.TakeLast(5))}"));
            return;
        }

        long asked = world.Requests - before;
        var killedAt = world.Environment.Clock.GetUtcNow();
        await child.KillAsync(cancellationToken);
        output.AddRange(child.Output);
        kills.Add(await PhaseAsync(asked, killedAt, cancellationToken));
    }

    /// <summary>Looks at a copy of what the dead left; a file that is not sound is a fault.</summary>
    private async Task<KillPhase> PhaseAsync(long asked, DateTimeOffset killedAt, CancellationToken cancellationToken)
    {
        if (!File.Exists(Database))
        {
            return KillPhase.Start;
        }

        try
        {
            await using var copy = await LedgerReader.OpenCopyAsync(Database, folder, cancellationToken);
            if (asked == 0)
            {
                return KillPhase.Start;
            }

            if (!await world.HasReadSinceAsync(copy.Ledger, world.Start, cancellationToken))
            {
                return KillPhase.Backfill;
            }

            // A round's requests come before its record: newer requests than records are a round under way.
            foreach (string account in world.Accounts)
            {
                var polls = await copy.Ledger.PollsAsync(account, 1, cancellationToken);
                if (polls is not [var last] || world.LastRequest(account) is { } request && request > last.EndedAt && request <= killedAt)
                {
                    return KillPhase.Poll;
                }
            }

            return KillPhase.Pause;
        }
        catch (StorageException exception)
        {
            faults.Add($"after kill {kills.Count + 1} the database was not sound: {exception.Message}");

            return KillPhase.Poll;
        }
    }

    private async Task LiveToTheEndAsync(CancellationToken cancellationToken)
    {
        using var child = BotChild.Start(handover);
        await using (var reader = await OpenWhenThereAsync(child, cancellationToken))
        {
            var clock = world.Environment.Clock;
            var limit = TimeProvider.System.GetTimestamp();
            var atMost = settings.Lasts + TimeSpan.FromSeconds(60);
            while (reader is not null && child.Running && !(clock.GetUtcNow() > world.Settled && await world.HasReadSinceAsync(reader.Ledger, world.Settled, cancellationToken)))
            {
                if (TimeProvider.System.GetElapsedTime(limit) > atMost)
                {
                    faults.Add($"the bot did not read to the end in {atMost.TotalSeconds:0} s: {string.Join(" | ", child.Errors.TakeLast(5))}");
                    break;
                }

                await Task.Delay(LookEvery * 10, TimeProvider.System, cancellationToken);
            }
        }

        if (!child.Running)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"the last bot ended by itself with {child.ExitCode}: {string.Join(" | ", child.Errors.TakeLast(5))}"));
        }
        else if (!await child.StopAsync("TERM", StopsWithin, cancellationToken) || child.ExitCode != 0)
        {
            faults.Add(child.Running ? "SIGTERM did not end the bot" : string.Create(CultureInfo.InvariantCulture, $"SIGTERM ended the bot with {child.ExitCode}"));
        }

        output.AddRange(child.Output);
    }

    /// <returns>Null: the bot ended before it made one.</returns>
    private async Task<LedgerReader?> OpenWhenThereAsync(BotChild child, CancellationToken cancellationToken)
    {
        long asked = world.Requests;
        while (child.Running && world.Requests == asked)
        {
            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }

        return File.Exists(Database) ? await LedgerReader.OpenAsync(Database, cancellationToken) : null;
    }

    private async Task<ReplayResult> AuditAsync(TimeSpan took, CancellationToken cancellationToken)
    {
        await using var reader = await LedgerReader.OpenAsync(Database, cancellationToken);
        var audit = new LedgerAudit(world, reader.Ledger);
        var accounts = new List<AccountAudit>();
        foreach (string account in world.Accounts)
        {
            accounts.Add(await audit.RunAsync(account, cancellationToken));
        }

        var outbox = OutboxAudit.Of(await reader.IncidentsAsync(cancellationToken), await reader.DeliveriesAsync(cancellationToken), output);

        return new(world.Series.Rows.Count, world.Series.Usd, accounts, outbox, kills, took, faults);
    }
}
