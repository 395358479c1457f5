using System.Collections.Concurrent;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Host;

/// <summary>What the health endpoints and the heartbeat tell: whether the bot started, and each account's last round.</summary>
internal sealed class BotHealth
{
    private readonly ConcurrentDictionary<string, PollRun> rounds = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The storage was checked and the scheduler runs.</summary>
    public bool Started { get; set; }

    /// <summary>Why nothing can be stored since the last round, in one sentence with the fix; null: it can.</summary>
    public string? StorageFault { get; set; }

    /// <summary>The last round of each account that had one.</summary>
    public IReadOnlyCollection<PollRun> Rounds => [.. rounds.Values];

    /// <summary>Every account that was asked answered, and what it said could be kept.</summary>
    public bool Healthy => Started && StorageFault is null && rounds.Values.All(run => run.Ok);

    public void Report(PollRun run) => rounds[run.Account] = run;
}
