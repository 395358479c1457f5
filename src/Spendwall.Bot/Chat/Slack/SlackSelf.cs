using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Chat.Slack;

/// <summary>
/// Who the bot is by its token, and in which workspace; asked at the start, once, and then known. A press opens a form
/// within three seconds, and would otherwise be the first to wait for it.
/// </summary>
internal sealed partial class SlackSelf(ISlackApi api, DeliveryStore deliveries, [FromKeyedServices("transport")] TimeProvider transport, ILogger<SlackSelf> logger) : BackgroundService
{
    /// <summary>Slack could not be asked: nobody waits for it again before this.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim gate = new(1);

    private volatile SlackIdentity? known;

    private long? failedAt;

    /// <returns>Null: Slack cannot be asked for now.</returns>
    public async ValueTask<SlackIdentity?> FindAsync(CancellationToken cancellationToken)
    {
        if (known is { } already)
        {
            return already;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (known is null && !(failedAt is { } failed && transport.GetElapsedTime(failed) < AgainAfter))
            {
                known = await AskAsync(cancellationToken);
                failedAt = known is null ? transport.GetTimestamp() : null;
            }

            return known;
        }
        finally
        {
            gate.Release();
        }
    }

    public override void Dispose()
    {
        gate.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await FindAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task<SlackIdentity?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await api.CallAsync("auth.test", [], cancellationToken);
            if (ForeignJson.Text(answer, "team_id") is not { } team || ForeignJson.Text(answer, "user_id") is not { } user)
            {
                return null;
            }

            // What was delivered before workspaces were kept is of this one: there was never another.
            await deliveries.QualifyAsync("slack", team, cancellationToken);

            return new(team, user) { Url = Uri.TryCreate(ForeignJson.Text(answer, "url"), UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps ? url : null };
        }
        catch (SlackException exception)
        {
            LogUnknown(exception.Error);

            return null;
        }
        catch (StorageException exception)
        {
            LogNotKept(exception);

            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Slack does not say for now whose the token is: {Error}")]
    private partial void LogUnknown(string error);

    [LoggerMessage(2, LogLevel.Warning, "The workspace of earlier Slack messages could not be noted yet")]
    private partial void LogNotKept(Exception exception);
}

/// <param name="Team">The workspace, <c>T…</c>.</param>
/// <param name="User">The bot's own user, <c>U…</c>.</param>
internal sealed record SlackIdentity(string Team, string User)
{
    /// <summary>The workspace's address, by which its messages have theirs; null: Slack did not tell.</summary>
    public Uri? Url { get; init; }
}
