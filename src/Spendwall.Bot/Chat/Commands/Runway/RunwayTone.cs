using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Chat.Commands.Runway;

/// <summary>The level of a runway as a mark; the alert policy alone decides what is posted.</summary>
internal static class RunwayTone
{
    /// <summary>Critical from this many lead times of P10 runway on.</summary>
    private const double CriticalLeads = 1.15;

    public static Tone Of(AccountOutlook outlook) => outlook.Reservoir?.Runway switch
    {
        RunwayForecast.Exhausted => Tone.Exhausted,
        RunwayForecast.Ends { P10: { } p10 } when p10 <= CriticalLeads * outlook.Account.LeadTime => Tone.Critical,
        RunwayForecast.Ends { P50: { } p50 } when p50 <= outlook.Account.EffectiveWarnAt => Tone.Warning,
        _ => Tone.Neutral,
    };
}
