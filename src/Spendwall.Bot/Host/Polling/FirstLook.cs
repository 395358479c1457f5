using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Chat.Terminal;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host.Backtest.Replays;

namespace Spendwall.Bot.Host.Polling;

/// <summary>After the first read of an account: what the bot would have said about the history that it just got.</summary>
internal sealed class FirstLook(AccountOutlookReader outlooks, TerminalScreen screen, TimeProvider clock)
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
        var history = await outlooks.HistoryAsync(account, clock.GetUtcNow(), cancellationToken);

        // A meter has no credits that could run out.
        TimeSpan? lead = account.Provider == ProviderKind.OpenRouter ? account.LeadTime : null;

        return PastSpend.Of(account.Name, history) is { } past ? Replay.Run(past, new(null, lead, (double?)account.MonthlyBudget)) : null;
    }
}
