using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>What request records add to the sight of an account now.</summary>
/// <param name="HighCost">The p99 request cost of a week; null: no record tells a cost.</param>
internal sealed record RequestOutlook(Usd? HighCost, Refusals? Refusals)
{
    /// <summary>Refusals older than this are the past: calls may have stopped since.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);

    /// <summary>One or two can be another trouble of one caller.</summary>
    private const int Enough = 3;

    public static readonly RequestOutlook None = new(null, null);

    public static async Task<RequestOutlook> ReadAsync(RequestStore requests, string account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = new UtcRange(now.FloorDay().AddDays(-6), now.FloorDay().AddDays(1));
        var refused = await requests.RefusedAsync(account, new(now - Recent, now.AddMinutes(1)), ErrorCause.CreditsExhausted, cancellationToken);
        bool failing = refused is { Count: >= Enough, LastAt: { } last } && !(refused.ServedAt > last);

        return new(await requests.HighCostAsync(account, days, 0.01, cancellationToken), failing ? new(refused.Count, refused.LastAt!.Value) : null);
    }
}

/// <param name="Count">In the last half hour.</param>
/// <param name="LastAt">Nothing was served after it.</param>
public sealed record Refusals(int Count, DateTimeOffset LastAt);
