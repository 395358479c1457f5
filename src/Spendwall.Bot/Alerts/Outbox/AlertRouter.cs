using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Alerts.Outbox;

/// <summary>Where an alert goes. Pure.</summary>
public static class AlertRouter
{
    public const string Terminal = "terminal";

    /// <param name="channels">The account's own, as in the settings.</param>
    /// <param name="fallback">Takes what has no channel; null: the terminal.</param>
    /// <param name="platforms">The enabled ones: <c>slack</c>, <c>discord</c>, <c>terminal</c>.</param>
    public static AlertRoute Route(IReadOnlyList<string> channels, string? fallback, IReadOnlySet<string> platforms)
    {
        var skips = new List<(string, AlertSkip)>();
        var targets = new List<string>();
        foreach (string channel in channels.Count > 0 ? channels : [fallback ?? Terminal])
        {
            if (platforms.Contains(Platform(channel)))
            {
                targets.Add(channel);
            }
            else
            {
                skips.Add((channel, new("disabled", $"{Platform(channel)} is not enabled: it goes to the terminal.")));
                targets.Add(Terminal);
            }
        }

        targets = [.. targets.Distinct(StringComparer.OrdinalIgnoreCase)];

        return new(targets, skips);
    }

    /// <summary>Where what concerns a scope is said: in its owner's own channels, else in those of the accounts that it lies in.</summary>
    /// <param name="owner">By the most specific ownership; null: nobody.</param>
    public static AlertRoute Route(OwnerMatch? owner, IEnumerable<AccountOptions> accounts, AlertSettings settings)
    {
        var own = owner?.Ownership.Channels ?? [];

        return Route(own.Count > 0 ? own : [.. accounts.SelectMany(static account => account.Channels).Distinct(StringComparer.OrdinalIgnoreCase)], settings.Fallback, settings.Platforms);
    }

    /// <summary>Who takes over when a channel refuses; null: nobody is left.</summary>
    public static string? Next(string channel, string? fallback, IReadOnlySet<string> platforms)
    {
        string? next = channel == Terminal ? null : channel == fallback || fallback is null ? Terminal : fallback;
        if (next is not null && next != Terminal && !platforms.Contains(Platform(next)))
        {
            next = Terminal;
        }

        return next;
    }

    public static string Platform(string channel)
    {
        int colon = channel.IndexOf(':', StringComparison.Ordinal);

        return colon < 0 ? channel : channel[..colon];
    }
}

/// <param name="Channels">At least one, each once.</param>
/// <param name="Skips">The channels that it does not go to, and why.</param>
public sealed record AlertRoute(IReadOnlyList<string> Channels, IReadOnlyList<(string Channel, AlertSkip Skip)> Skips);
