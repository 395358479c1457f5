using System.Collections.Concurrent;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Slack.Transport;

/// <summary>
/// Socket Mode: two connections that never end together, each replaced before it is dropped, each on a loop that only a
/// fatal answer or the bot's own end can end. https://docs.slack.dev/apis/events-api/using-socket-mode/
/// </summary>
internal sealed partial class SlackSocketService(
    SpendwallOptions options, [FromKeyedServices(SlackTransport.AppToken)] ISlackApi api, SlackReceiver receiver, SlackSocketState state, SlackTransportSettings settings,
    TimeProvider clock, [FromKeyedServices("transport")] TimeProvider transport, ILogger<SlackSocketService> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<Task, byte> retiring = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Slack.Enabled || options.Slack.Mode != "Socket")
        {
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, settings.Connections).Select(slot => HoldAsync(slot, end)));
        await Task.WhenAll(retiring.Keys);
    }

    /// <summary>Holds one connection open.</summary>
    private async Task HoldAsync(int slot, CancellationTokenSource end)
    {
        var stop = end.Token;
        SlackLink? previous = null;
        IEnumerator<TimeSpan>? waits = null;
        try
        {
            await Task.Delay(settings.Stagger * slot, transport, stop);
            waits = Waits();
            while (true)
            {
                var wait = TimeSpan.Zero;
                try
                {
                    var link = await OpenAsync(stop);
                    long openedAt = transport.GetTimestamp();
                    Retire(previous, stop);
                    previous = link;
                    var why = await WatchAsync(link, stop);
                    if (why == SlackLinkEnd.Disabled)
                    {
                        await StopForEverAsync("link_disabled", end);

                        return;
                    }

                    if (transport.GetElapsedTime(openedAt) >= settings.GoodAfter)
                    {
                        waits.Dispose();
                        waits = Waits();
                    }

                    if (why == SlackLinkEnd.Crowded)
                    {
                        Retire(previous, stop);
                        previous = null;
                        wait = settings.CrowdedWait;
                    }
                }
                catch (SlackException refused) when (IsFatal(refused.Error))
                {
                    await StopForEverAsync(refused.Error, end);

                    return;
                }
                catch (SlackException refused)
                {
                    LogNotOpened(refused.Error);
                    wait = refused.RetryAfter ?? TimeSpan.Zero;
                }
                catch (Exception exception) when (!stop.IsCancellationRequested)
                {
                    LogFailed(exception);
                }

                waits.MoveNext();
                await Task.Delay(wait > waits.Current ? wait : waits.Current, transport, stop);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The bot ends. A handshake that is given up fails in more ways than by its cancellation, as with a WebSocketException.
        }
        finally
        {
            waits?.Dispose();
            if (previous is not null)
            {
                await previous.DisposeAsync();
            }
        }
    }

    /// <summary>A connection that Slack greeted.</summary>
    /// <exception cref="SlackException">There is none to be had now.</exception>
    private async Task<SlackLink> OpenAsync(CancellationToken stop)
    {
        var answer = await api.CallAsync("apps.connections.open", [], stop);
        if (!Uri.TryCreate(answer.Text("url"), UriKind.Absolute, out var url) || !IsSafe(url))
        {
            throw new SlackException(SlackFailure.Transient, "no_url", "Slack named no address for the socket, or one that is not safe.");
        }

        using var late = new CancellationTokenSource(settings.ReadyWithin, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        SlackLink? link = null;
        try
        {
            link = await SlackLink.ConnectAsync(url, receiver, settings, clock, transport, logger, either.Token);
            await Task.WhenAny(link.Hello, link.Ending).WaitAsync(either.Token);

            // An end can be announced right behind the hello, and be heard of first: the connection was greeted all the same.
            if (link.Hello.IsCompleted)
            {
                return link;
            }

            var why = await link.Ending;
            await link.DisposeAsync();

            throw new SlackException(SlackFailure.Transient, why switch { SlackLinkEnd.Disabled => "link_disabled", SlackLinkEnd.Crowded => "too_many_websockets", _ => "no_hello" },
                "Slack closed the socket before its hello.")
            {
                RetryAfter = why == SlackLinkEnd.Crowded ? settings.CrowdedWait : null,
            };
        }
        catch (OperationCanceledException exception)
        {
            await (link?.DisposeAsync() ?? ValueTask.CompletedTask);
            stop.ThrowIfCancellationRequested();

            throw new SlackException(SlackFailure.Transient, "no_hello", "Slack's socket gave no hello in time.", exception);
        }
    }

    /// <summary>Counts the connection as up until it should be replaced.</summary>
    private async Task<SlackLinkEnd> WatchAsync(SlackLink link, CancellationToken stop)
    {
        state.Up();
        LogUp();
        try
        {
            while (true)
            {
                var quiet = transport.GetElapsedTime(link.HeardAt);
                if (quiet >= settings.SilentFor)
                {
                    LogSilent(quiet);
                    link.GiveUp();
                }

                var left = settings.SilentFor - quiet;
                try
                {
                    return await link.Ending.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, transport, stop);
                }
                catch (TimeoutException)
                {
                    // Something may have come in the meantime: look again.
                }
            }
        }
        finally
        {
            state.Down();
        }
    }

    private void Retire(SlackLink? link, CancellationToken stop)
    {
        if (link is null)
        {
            return;
        }

        var task = link.RetireAsync(stop);
        retiring.TryAdd(task, 0);
        _ = task.ContinueWith(done => retiring.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task StopForEverAsync(string error, CancellationTokenSource end)
    {
        state.Stopped(error);
        LogFatal(error);
        await end.CancelAsync();
    }

    /// <summary>No later try can succeed without a person.</summary>
    private static bool IsFatal(string error) =>
        error is "not_authed" or "invalid_auth" or "account_inactive" or "user_removed_from_team" or "team_disabled" or "link_disabled";

    /// <summary>The ticket in the address is a secret: plain text only to where the API itself is spoken to in plain text.</summary>
    private bool IsSafe(Uri url) => url.Scheme == "wss" || (url.Scheme == "ws" && options.Slack.ApiUrl.StartsWith("http://", StringComparison.OrdinalIgnoreCase));

    private IEnumerator<TimeSpan> Waits() => settings.Backoff(new Random().NextDouble).GetEnumerator();

    [LoggerMessage(1, LogLevel.Information, "Connected to Slack")]
    private partial void LogUp();

    [LoggerMessage(2, LogLevel.Warning, "No connection to Slack for now: {Error}")]
    private partial void LogNotOpened(string error);

    [LoggerMessage(3, LogLevel.Warning, "A connection to Slack failed")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(4, LogLevel.Information, "A connection to Slack brought nothing for {Quiet}: it is replaced")]
    private partial void LogSilent(TimeSpan quiet);

    [LoggerMessage(5, LogLevel.Critical, "Slack is off until someone mends it and restarts the bot: {Error}")]
    private partial void LogFatal(string error);
}
