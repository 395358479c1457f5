using System.Globalization;

namespace Spendwall.Bot.Ledger.Cluster;

/// <summary>This process among the replicas; never the same one twice, so that what an earlier process held is not taken for this one's.</summary>
public sealed record ReplicaId(string Text)
{
    /// <summary>The machine's name is for the people who read the tables.</summary>
    public static ReplicaId New() => new(string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}"));
}
