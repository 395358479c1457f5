namespace Spendwall.Bot.Benchmarks.Replay;

/// <summary>Where a kill hit.</summary>
internal enum KillPhase
{
    /// <summary>Before this life had asked a provider anything.</summary>
    Start,

    /// <summary>While the first read was not whole yet.</summary>
    Backfill,

    /// <summary>Inside a round.</summary>
    Poll,

    /// <summary>Between two rounds.</summary>
    Pause,
}

/// <summary>What became of one series.</summary>
internal sealed record ReplayResult(int Rows, decimal Usd, IReadOnlyList<AccountAudit> Accounts, OutboxAudit Outbox, IReadOnlyList<KillPhase> Kills, TimeSpan Took, IReadOnlyList<string> Faults)
{
    public bool Ok => AllFaults.Count == 0;

    public IReadOnlyList<string> AllFaults => [.. Faults, .. Accounts.SelectMany(account => account.Faults), .. Outbox.Faults];
}
