using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Chat.Terminal;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host.Backtest.Replays;
using Spendwall.Bot.Host.Backtest.Streaming;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Host.Polling;

/// <summary>After the first read of an account: what the bot would have said about the history that it just got.</summary>
internal sealed class FirstLook(AccountOutlookReader outlooks, UseReader use, TerminalScreen screen, TimeProvider clock)
{
    /// <summary>Less is too little to boast about: under five days every band is a guess.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromDays(5);

    public async Task ShowAsync(AccountOptions account, CancellationToken cancellationToken)
    {
        if (await ReplayAsync(account, cancellationToken) is { } report && report.Past.End - report.Past.Start >= Least)
        {
            screen.Write($"{ReplayText.Render(report)}\n");
        }
    }

    /// <returns>Null when no spend is known.</returns>
    public async Task<ReplayReport?> ReplayAsync(AccountOptions account, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var history = await outlooks.HistoryAsync(account, now, cancellationToken);

        // A meter has no credits that could run out.
        TimeSpan? lead = account.Provider == ProviderKind.OpenRouter ? account.LeadTime : null;

        return PastSpend.Of(account.Name, history, await RowsAsync(account, new(history.Start, history.End), now, cancellationToken)) is { } past ? Replay.Run(past, new(null, lead, (double?)account.MonthlyBudget)) : null;
    }

    /// <summary>By key and model, as the live watch takes them; an hour that nobody tells apart has none.</summary>
    private async Task<IReadOnlyDictionary<DateTimeOffset, List<StreamRow>>> RowsAsync(AccountOptions account, UtcRange range, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var named = (await use.CallerNamesAsync(account, cancellationToken)).GroupBy(static pair => pair.Value, StringComparer.Ordinal)
            .Where(static group => group.Count() == 1).ToDictionary(static group => group.First().Key, static group => group.Key, StringComparer.Ordinal);
        var rows = new Dictionary<DateTimeOffset, List<StreamRow>>();
        await foreach (var bucket in use.HoursAsync(account, range, now, cancellationToken))
        {
            if (bucket.Cost is not { } cost)
            {
                continue;
            }

            var hour = bucket.Start.FloorHour();
            var slice = UseSlices.Of(bucket);
            var told = rows.TryGetValue(hour, out var there) ? there : rows[hour] = [];
            told.Add(new(named.GetValueOrDefault(slice.Caller, slice.Caller), slice.Model, slice.Requests, slice.Input, slice.Output, cost.ToDouble()) { Cached = slice.Cached });
        }

        return rows;
    }
}
