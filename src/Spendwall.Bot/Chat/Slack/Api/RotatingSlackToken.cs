using System.Text.Json;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Slack.Api;

/// <summary>
/// A token of twelve hours, replaced before it ends. Each refresh gives a new refresh token and takes back the old one,
/// so both are on disk before either is used, and only one refresh is under way at a time.
/// https://docs.slack.dev/authentication/using-token-rotation
/// </summary>
internal sealed partial class RotatingSlackToken(
    HttpClient http, Uri apiUrl, SlackOptions slack, SlackTokenFile file, SlackApiSettings settings, TimeProvider transport, ILogger logger) : ISlackToken, IDisposable
{
    private const string Method = "oauth.v2.access";

    /// <summary>What the official clients keep as well.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromHours(2);

    /// <summary>After a refresh that failed while the old token still serves.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim gate = new(1, 1);

    private SlackTokens? tokens;

    private DateTimeOffset notBefore = DateTimeOffset.MinValue;

    public async ValueTask<Secret> CurrentAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref tokens) is { } known && !IsDue(known))
        {
            return known.Access;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            tokens ??= file.Read(slack.RefreshToken) ?? new(slack.BotToken, slack.RefreshToken, slack.BotToken.IsEmpty ? DateTimeOffset.MinValue : null);
            if (IsDue(tokens))
            {
                await RefreshEarlyAsync(tokens, cancellationToken);
            }

            return tokens.Access;
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask<bool> RenewAsync(Secret expired, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            // Whoever came first has renewed it for all.
            if (tokens is { } known && known.Access.Equals(expired))
            {
                await RefreshAsync(known, cancellationToken);
            }

            return true;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private bool IsDue(SlackTokens known) => known.ExpiresAt is { } end && transport.GetUtcNow() is var now && end - now <= Before && now >= notBefore;

    /// <summary>While the old token serves, a refresh may fail.</summary>
    private async Task RefreshEarlyAsync(SlackTokens known, CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(known, cancellationToken);
        }
        catch (SlackException exception) when (known.ExpiresAt > transport.GetUtcNow())
        {
            notBefore = transport.GetUtcNow() + Pause;
            LogLater(exception.Error);
        }
    }

    private async Task RefreshAsync(SlackTokens old, CancellationToken cancellationToken)
    {
        using var alone = await file.LockAsync(transport, cancellationToken);

        // Another verb of the bot may have been here first.
        if (file.Read(slack.RefreshToken) is { } newer && !newer.Access.Equals(old.Access))
        {
            Volatile.Write(ref tokens, newer);

            return;
        }

        var fresh = await AskAsync(old.Refresh, cancellationToken);
        try
        {
            file.Write(fresh, slack.RefreshToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The old one is gone already: this process goes on, the next start cannot.
            LogNotKept(file.Path, exception);
        }

        Volatile.Write(ref tokens, fresh);
        LogRenewed();
    }

    private async Task<SlackTokens> AskAsync(Secret refresh, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(settings.AttemptTimeout, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var form = new FormUrlEncodedContent(
        [
            new("client_id", slack.ClientId),
            new("client_secret", slack.ClientSecret.Reveal()),
            new("grant_type", "refresh_token"),
            new("refresh_token", refresh.Reveal()),
        ]);
        JsonElement answer;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(apiUrl, Method)) { Content = form };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            answer = await SlackAnswer.ReadAsync(response, Method, settings, transport, either.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new SlackException(SlackFailure.Transient, SlackErrors.NoAnswer, "Slack did not answer the refresh of the bot's token.", exception);
        }

        return answer.Text("access_token") is { Length: > 0 } access && answer.Text("refresh_token") is { Length: > 0 } next
            && answer.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt32(out int lasts)
            ? new(new(access), new(next), transport.GetUtcNow() + TimeSpan.FromSeconds(lasts))
            : throw new SlackException(SlackFailure.Token, "no_token", "Slack's answer to the refresh holds no token: is token rotation on for this app?");
    }

    [LoggerMessage(1, LogLevel.Information, "The Slack bot token was renewed")]
    private partial void LogRenewed();

    [LoggerMessage(2, LogLevel.Warning, "The Slack bot token could not be renewed yet ({Error}); the old one still serves")]
    private partial void LogLater(string error);

    [LoggerMessage(3, LogLevel.Critical, "The renewed Slack token cannot be kept in {File}: after a restart the bot needs a new Slack:RefreshToken")]
    private partial void LogNotKept(string file, Exception exception);
}
