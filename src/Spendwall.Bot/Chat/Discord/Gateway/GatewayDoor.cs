using System.Text.Json;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Sessions;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>
/// Where a new session begins, and when one may: Discord allows so many a day, counted by Discord and, across restarts, by
/// the bot itself, and takes the token away from a bot that begins more.
/// https://docs.discord.com/developers/events/gateway#session-start-limit-object
/// </summary>
internal sealed partial class GatewayDoor(
    SpendwallOptions options, IDiscordApi api, SessionStarts starts, DiscordGatewaySettings settings, [FromKeyedServices("transport")] TimeProvider transport, ILogger<GatewayDoor> logger)
{
    private readonly string bot = $"discord:{options.Discord.ApplicationId}";
    private readonly List<DateTimeOffset> unstored = [];
    private Answer? last;

    public Uri ApiUrl { get; } = DiscordTransport.Address(options.Discord);

    /// <summary>Waits until a session may begin.</summary>
    /// <exception cref="DiscordException">The token is refused, or Discord cannot be asked and was not asked before.</exception>
    public async Task<Uri> OpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await AskAsync(cancellationToken);
            var wait = await WaitAsync(answer, cancellationToken);
            if (wait <= TimeSpan.Zero)
            {
                return answer.Url;
            }

            if (wait > settings.IdentifyGap)
            {
                LogSpent(wait);
            }

            await Task.Delay(wait, transport, cancellationToken);
        }
    }

    /// <summary>Counts a session that is about to be asked for.</summary>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        var now = transport.GetUtcNow();
        last = last is { } answer ? answer with { Remaining = answer.Remaining - 1 } : null;
        try
        {
            await starts.RecordAsync(bot, now, cancellationToken);
        }
        catch (StorageException exception)
        {
            // Discord counts too: the storage is no reason to stay away.
            unstored.Add(now);
            LogNotCounted(exception);
        }
    }

    private async Task<TimeSpan> WaitAsync(Answer answer, CancellationToken cancellationToken)
    {
        var now = transport.GetUtcNow();
        var own = await OwnAsync(now, cancellationToken);
        var wait = answer.Remaining > 0 ? TimeSpan.Zero : answer.ResetAfter - transport.GetElapsedTime(answer.AskedAt);
        if (own.Count >= answer.Total)
        {
            var room = own[own.Count - answer.Total] + SessionStarts.Window - now;
            wait = room > wait ? room : wait;
        }

        // Never longer than the gap, though the clock was put back since.
        var gap = own.Count > 0 && settings.IdentifyGap - (now - own[^1]) is var rest ? rest < settings.IdentifyGap ? rest : settings.IdentifyGap : TimeSpan.Zero;

        return gap > wait ? gap : wait;
    }

    private async Task<IReadOnlyList<DateTimeOffset>> OwnAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        unstored.RemoveAll(at => at <= now - SessionStarts.Window);
        try
        {
            return [.. (await starts.ReadAsync(bot, now, cancellationToken)).Concat(unstored).Order()];
        }
        catch (StorageException exception)
        {
            LogNotCounted(exception);

            return unstored;
        }
    }

    private async Task<Answer> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var body = await api.CallAsync(HttpMethod.Get, "gateway/bot", null, cancellationToken);

            return last = Read(body);
        }
        catch (DiscordException failed) when (failed.Failure != DiscordFailure.Token && last is { Remaining: > 0 })
        {
            LogCached(failed.Message);

            return last;
        }
    }

    private Answer Read(JsonElement body)
    {
        var url = GatewayUrl.Parse(body.Text("url"), ApiUrl)
            ?? throw new DiscordException(DiscordFailure.Transient, 0, "Discord named no address for the gateway, or one that is not safe.");
        var limit = body.Member("session_start_limit") ?? default;

        return new(url, (int?)limit.Whole("total") ?? 1000, (int?)limit.Whole("remaining") ?? 1, TimeSpan.FromMilliseconds(Math.Clamp(limit.Whole("reset_after") ?? 0, 1000, 86_400_000)), transport.GetTimestamp());
    }

    private sealed record Answer(Uri Url, int Total, int Remaining, TimeSpan ResetAfter, long AskedAt);

    [LoggerMessage(1, LogLevel.Error, "The sessions that Discord allows in a day are spent: the next begins in {Wait}. Something makes the bot begin too many")]
    private partial void LogSpent(TimeSpan wait);

    [LoggerMessage(2, LogLevel.Warning, "Discord's gateway could not be asked for; using what it said before: {Error}")]
    private partial void LogCached(string error);

    [LoggerMessage(3, LogLevel.Warning, "The sessions begun today are counted in memory only")]
    private partial void LogNotCounted(Exception exception);
}
