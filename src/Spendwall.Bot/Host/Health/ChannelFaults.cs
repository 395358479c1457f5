using Spendwall.Bot.Host.Doctor;

namespace Spendwall.Bot.Host.Health;

/// <summary>What stands between the bot and the channels of the settings, as far as it is known.</summary>
internal sealed class ChannelFaults
{
    private volatile IReadOnlyList<Finding> all = [];

    public IReadOnlyList<Finding> All
    {
        get => all;
        set => all = value;
    }
}
