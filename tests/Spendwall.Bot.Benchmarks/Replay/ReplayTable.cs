using System.Globalization;

namespace Spendwall.Bot.Benchmarks.Replay;

/// <summary>The results as lines for people.</summary>
internal static class ReplayTable
{
    public static string Header { get; } = Line("series", "account", "rows", "pairs", "USD in CSV", "USD in ledger", "difference", "kills (s/b/p/-)", "restarts", "incidents", "posts", "seconds", "ok");

    public static IEnumerable<string> Lines(string series, ReplayResult result)
    {
        bool first = true;
        foreach (var account in result.Accounts)
        {
            yield return Line(
                first ? series : "",
                account.Account,
                Text($"{result.Rows}"),
                Text($"{account.Pairs}"),
                Text($"{result.Usd:0.000000}"),
                Text($"{account.Usd:0.000000}"),
                Text($"{account.Usd - result.Usd:0.000000000}"),
                first ? Kills(result.Kills) : "",
                first ? Text($"{result.Kills.Count}") : "",
                first ? Text($"{result.Outbox.Incidents}") : "",
                first ? Text($"{result.Outbox.Posts}") : "",
                first ? Text($"{result.Took.TotalSeconds:0.0}") : "",
                first ? result.Ok ? "yes" : "NO" : "");
            first = false;
        }
    }

    private static string Kills(IReadOnlyList<KillPhase> kills) =>
        Text($"{kills.Count} ({string.Join('/', Enum.GetValues<KillPhase>().Select(phase => kills.Count(kill => kill == phase)))})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Line(params ReadOnlySpan<string> cells) => string.Create(
        CultureInfo.InvariantCulture,
        $"{cells[0],-18} {cells[1],-15} {cells[2],5} {cells[3],5} {cells[4],14} {cells[5],14} {cells[6],12} {cells[7],16} {cells[8],8} {cells[9],9} {cells[10],5} {cells[11],7} {cells[12]}");
}
