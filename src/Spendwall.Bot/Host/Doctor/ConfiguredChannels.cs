using Spendwall.Bot.Chat;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Host.Doctor;

/// <summary>Every channel of one platform that the settings name.</summary>
internal static class ConfiguredChannels
{
    public static IReadOnlyList<ChannelAddress> Of(SpendwallOptions options, string platform) =>
    [
        .. options.Accounts.SelectMany(static account => account.Channels)
            .Concat(options.Summary.Channels)
            .Concat(options.FallbackChannel is { } fallback ? [fallback] : [])
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(ChannelAddress.Parse)
            .Where(channel => channel.Platform == platform),
    ];
}
