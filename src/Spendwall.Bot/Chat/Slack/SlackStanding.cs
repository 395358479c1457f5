using Spendwall.Bot.Chat.Slack.Api;

namespace Spendwall.Bot.Chat.Slack;

/// <summary>
/// Whether Slack takes the bot's token. Once it was refused as dead every call fails at once with that answer, and one a
/// minute asks again: an app that was taken out is not hammered, and one that was put back is found.
/// </summary>
internal sealed class SlackStanding([FromKeyedServices("transport")] TimeProvider transport)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();

    private string? error;

    private long askedAt;

    /// <summary>Slack's code for why the token is dead; null: it is good, as far as is known.</summary>
    public string? Error => Volatile.Read(ref error);

    /// <summary>Before a call.</summary>
    /// <exception cref="SlackException">The token is dead and it is too early to try again.</exception>
    public void Check()
    {
        if (Error is null)
        {
            return;
        }

        lock (gate)
        {
            if (error is { } known && transport.GetElapsedTime(askedAt) < AskEvery)
            {
                throw new SlackException(SlackFailure.Token, known, "Slack refused the bot's token, and is asked again in a minute.");
            }

            askedAt = transport.GetTimestamp();
        }
    }

    /// <summary>A call was answered.</summary>
    public void Taken()
    {
        if (Error is not null)
        {
            lock (gate)
            {
                error = null;
            }
        }
    }

    /// <summary>A call was refused; only what tells that the token is dead counts.</summary>
    public void Refused(string code)
    {
        if (!SlackErrors.IsDead(code))
        {
            return;
        }

        lock (gate)
        {
            error = code;
            askedAt = transport.GetTimestamp();
        }
    }
}
