using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Alerts;

/// <summary>What alerts need of the settings, read once.</summary>
public sealed record AlertSettings
{
    public required IReadOnlySet<string> Platforms { get; init; }

    public string? Fallback { get; init; }

    public QuietHours? Quiet { get; init; }

    public AlertCadence Cadence { get; init; } = AlertCadence.Default;

    public static AlertSettings From(SpendwallOptions options) => new()
    {
        Platforms = new[] { (options.Slack.Enabled, "slack"), (options.Discord.Enabled, "discord"), (options.Terminal.Enabled, AlertRouter.Terminal) }
            .Where(static platform => platform.Item1).Select(static platform => platform.Item2).ToHashSet(StringComparer.Ordinal),
        Fallback = options.FallbackChannel,
        Quiet = QuietHours.Parse(options.QuietHours),
        Cadence = AlertCadence.From(options.Cadence),
    };
}
