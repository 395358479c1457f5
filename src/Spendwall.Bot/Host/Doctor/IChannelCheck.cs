namespace Spendwall.Bot.Host.Doctor;

/// <summary>Looks at the channels that the settings name on one platform.</summary>
internal interface IChannelCheck
{
    Task<IReadOnlyList<Finding>> ChannelsAsync(CancellationToken cancellationToken);
}
