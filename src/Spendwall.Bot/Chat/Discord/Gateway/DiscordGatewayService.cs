using Spendwall.Bot.Chat.Discord.Api;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>
/// Holds the bot's one session: resumed for as long as that goes, begun anew otherwise, on a loop that only a fatal answer or
/// the bot's own end can end. https://docs.discord.com/developers/events/gateway
/// </summary>
internal sealed partial class DiscordGatewayService(
    SpendwallOptions options, IGatewaySeat seats, GatewayDoor door, DiscordInbox inbox, DiscordGatewayState state, DiscordGatewaySettings settings,
    [FromKeyedServices("transport")] TimeProvider transport, ILogger<DiscordGatewayService> logger) : BackgroundService
{
    private readonly GatewaySession session = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Discord.Enabled)
        {
            return;
        }

        try
        {
            while (true)
            {
                await using var seat = await seats.SitAsync(stoppingToken);
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, seat.Lost);
                await HoldAsync(stop.Token);
                if (!seat.Lost.IsCancellationRequested)
                {
                    return;
                }

                // Whoever has the seat next begins a session of its own.
                session.Forget();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The bot ends.
        }
    }

    /// <summary>Ends when it is told to, or on a fatal answer.</summary>
    private async Task HoldAsync(CancellationToken stoppingToken)
    {
        var waits = Waits();
        try
        {
            while (true)
            {
                var wait = TimeSpan.Zero;
                try
                {
                    var (end, wasGood) = await ConnectAsync(stoppingToken);
                    if (end.Next == GatewayNext.Stop)
                    {
                        StopForEver(end.Why);

                        return;
                    }

                    LogEnded(end.Why);
                    wait = end.Wait;
                    if (end.Next == GatewayNext.Identify)
                    {
                        session.Forget();
                    }

                    if (wasGood)
                    {
                        waits.Dispose();
                        waits = Waits();
                    }
                }
                catch (DiscordException refused) when (refused.Failure == DiscordFailure.Token)
                {
                    StopForEver(refused.Message);

                    return;
                }
                catch (DiscordException refused)
                {
                    LogNotOpened(refused.Message);
                    wait = refused.RetryAfter ?? TimeSpan.Zero;
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(exception);
                }

                waits.MoveNext();
                await Task.Delay(wait > waits.Current ? wait : waits.Current, transport, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The bot ends, or the seat is another's.
        }
        finally
        {
            waits.Dispose();
        }
    }

    /// <summary>One connection, from its handshake to its end.</summary>
    /// <exception cref="DiscordException">There is none to be had now.</exception>
    private async Task<(GatewayEnd End, bool WasGood)> ConnectAsync(CancellationToken stop)
    {
        bool resumes = session.CanResume && session.Resumes < settings.MostResumes && !IsOld();
        Uri url;
        if (resumes)
        {
            url = session.ResumeUrl!;
            session.TryingToResume();
        }
        else
        {
            session.Forget();
            url = await door.OpenAsync(stop);
        }

        await using var link = await OpenAsync(url, resumes, stop);
        try
        {
            if (await GreetedAsync(link, stop) is { } early)
            {
                return (early, false);
            }

            return await WatchAsync(link, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // 1000 ends the session, which is right only now.
            await link.CloseAsync(1000);

            throw;
        }
    }

    private async Task<GatewayLink> OpenAsync(Uri url, bool resumes, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(settings.ReadyWithin, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            return await GatewayLink.ConnectAsync(new(DiscordHttp.UserAgent(options.Discord.ApplicationId), options.Discord.Token, session, door, inbox, settings, transport, logger), url, resumes, either.Token);
        }
        catch (Exception exception)
        {
            stop.ThrowIfCancellationRequested();

            throw new DiscordException(DiscordFailure.Transient, 0, late.IsCancellationRequested ? "Discord's gateway did not take the connection in time." : "Discord's gateway cannot be reached.", exception);
        }
    }

    /// <returns>Null when READY or RESUMED came; else why not.</returns>
    private async Task<GatewayEnd?> GreetedAsync(GatewayLink link, CancellationToken stop)
    {
        try
        {
            await Task.WhenAny(link.Ready, link.Ending).WaitAsync(settings.ReadyWithin, transport, stop);

            return link.Ready.IsCompleted ? null : await link.Ending;
        }
        catch (TimeoutException)
        {
            return new(GatewayNext.Resume, "neither READY nor RESUMED came in time");
        }
    }

    private async Task<(GatewayEnd End, bool WasGood)> WatchAsync(GatewayLink link, CancellationToken stop)
    {
        long readyAt = transport.GetTimestamp();
        state.Up();
        LogUp();
        try
        {
            var left = settings.RenewAfter - transport.GetElapsedTime(session.StartedAt);
            var end = await link.Ending.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, transport, stop);

            return (end, transport.GetElapsedTime(readyAt) >= settings.GoodAfter);
        }
        catch (TimeoutException)
        {
            return (new(GatewayNext.Identify, "the session is old and is begun anew"), true);
        }
        finally
        {
            state.Down();
        }
    }

    private bool IsOld() => transport.GetElapsedTime(session.StartedAt) >= settings.RenewAfter;

    private void StopForEver(string why)
    {
        state.Stopped(why);
        LogFatal(why);
    }

    private IEnumerator<TimeSpan> Waits() => settings.Backoff(settings.Random).GetEnumerator();

    [LoggerMessage(1, LogLevel.Information, "Connected to Discord")]
    private partial void LogUp();

    [LoggerMessage(2, LogLevel.Warning, "No connection to Discord for now: {Error}")]
    private partial void LogNotOpened(string error);

    [LoggerMessage(3, LogLevel.Warning, "A connection to Discord failed")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(4, LogLevel.Information, "A connection to Discord ended: {Why}")]
    private partial void LogEnded(string why);

    [LoggerMessage(5, LogLevel.Critical, "Discord is off until someone mends it and restarts the bot: {Error}")]
    private partial void LogFatal(string error);
}
