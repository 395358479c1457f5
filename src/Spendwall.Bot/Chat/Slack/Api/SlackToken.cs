using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Slack.Api;

/// <summary>The token of a workspace's installation, which may change while the bot runs.</summary>
internal interface ISlackToken
{
    /// <exception cref="SlackException">There is none to be had now.</exception>
    ValueTask<Secret> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>Slack said that this one is over.</summary>
    /// <returns>Whether there is another one now.</returns>
    /// <exception cref="SlackException">A new one could not be had.</exception>
    ValueTask<bool> RenewAsync(Secret expired, CancellationToken cancellationToken);
}

/// <summary>As it is in the settings, for good.</summary>
internal sealed class FixedSlackToken(Secret token) : ISlackToken
{
    public ValueTask<Secret> CurrentAsync(CancellationToken cancellationToken) => ValueTask.FromResult(token);

    public ValueTask<bool> RenewAsync(Secret expired, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}
