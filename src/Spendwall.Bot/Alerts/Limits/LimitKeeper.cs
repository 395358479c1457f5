namespace Spendwall.Bot.Alerts.Limits;

/// <summary>
/// What falls due by itself: exceptions that end, windows to report, budgets to review. Each is claimed, so that a round, the
/// schedule and another process can all ask.
/// </summary>
public sealed class LimitKeeper(ExceptionDesk exceptions, WindowReports windows, BudgetReviews reviews)
{
    /// <returns>How much there was.</returns>
    public async Task<int> KeepAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        await exceptions.ExpireAsync(now, cancellationToken) + await windows.PostAsync(now, cancellationToken) + await reviews.PostDueAsync(now, cancellationToken);
}
