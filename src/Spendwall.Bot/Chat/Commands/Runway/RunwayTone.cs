using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Chat.Commands.Runway;

/// <summary>The level of a runway as a mark; by the rule that alerts go by, without what an open incident holds.</summary>
internal static class RunwayTone
{
    public static Tone Of(AccountOutlook outlook) => outlook.Reservoir is { } reservoir ? LevelRules.Of(reservoir.Runway, outlook.Account.LeadTime, outlook.Account.EffectiveWarnAt) switch
    {
        Level.Exhausted => Tone.Exhausted,
        Level.Critical => Tone.Critical,
        Level.Warning => Tone.Warning,
        _ => Tone.Neutral,
    } : Tone.Neutral;
}
