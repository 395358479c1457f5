namespace Spendwall.Bot.Chat.Slack;

/// <summary>Who the bot is by its token, and in which workspace; asked once and then known.</summary>
internal sealed partial class SlackSelf(ISlackApi api, [FromKeyedServices("transport")] TimeProvider transport, ILogger<SlackSelf> logger) : IDisposable
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

    public void Dispose() => gate.Dispose();

    private async Task<SlackIdentity?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await api.CallAsync("auth.test", [], cancellationToken);

            return ForeignJson.Text(answer, "team_id") is { Length: > 0 } team && ForeignJson.Text(answer, "user_id") is { Length: > 0 } user ? new(team, user) : null;
        }
        catch (SlackException exception)
        {
            LogUnknown(exception.Error);

            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Slack does not say for now whose the token is: {Error}")]
    private partial void LogUnknown(string error);
}

/// <param name="Team">The workspace, <c>T…</c>.</param>
/// <param name="User">The bot's own user, <c>U…</c>.</param>
internal sealed record SlackIdentity(string Team, string User);
