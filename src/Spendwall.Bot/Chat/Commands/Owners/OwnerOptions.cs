using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Owners;

/// <summary>The options of <c>/owner</c> that are terms of an ownership. Pure.</summary>
internal static class OwnerOptions
{
    public const string Lease = "lease";
    public const string Channel = "channel";
    public const string Escalate = "escalate";
    public const string Reason = "reason";

    private const string Nothing = "none";

    private const int LongestReason = 300;

    private const int MostChannels = 5;

    /// <summary>A shorter one would be reminded of as soon as it is set.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromDays(14);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static IReadOnlyList<CommandOption> All { get; } =
    [
        new(Lease, "How long it holds before it is asked about, 14d to 366d; 90d unless told", []) { Verbs = ["set", "handover", "renew", "claim"] },
        new(Channel, "Where the owner is told, such as slack:#search-spend; several with commas; none for the account's", []) { Verbs = ["set", "handover"] },
        new(Escalate, "Who is called when the owner does not act, such as @lee", []) { Verbs = ["set", "handover"] },
        new(Reason, "What the change is for; the history shows it", []) { Verbs = ["set", "handover", "renew", "claim"] },
    ];

    public static (OwnerTerms? Terms, CommandAnswer.Refused? Refused) Read(CommandRequest request)
    {
        DateTimeOffset? until = null;
        if (request.Options.TryGetValue(Lease, out string? lease))
        {
            until = WhenParser.Next(lease, request.Now);
            if (until is null || until < request.Now + Shortest || until > request.Now + Longest)
            {
                return Refuse($"lease: cannot be '{ForeignText.Excerpt(lease)}'.", $"{Wording.Duration(Shortest)} to {Wording.Duration(Longest)}, such as lease:90d or lease:2027-03-31.");
            }
        }

        IReadOnlyList<string>? channels = null;
        if (request.Options.TryGetValue(Channel, out string? written))
        {
            channels = written.Equals(Nothing, StringComparison.OrdinalIgnoreCase) ? [] : written.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (channels.Count > MostChannels || channels.FirstOrDefault(static channel => !ChannelText.IsOne(channel)) is not null)
            {
                return Refuse($"channel: cannot be '{ForeignText.Excerpt(written)}'.", $"Up to {MostChannels} of {ChannelText.Forms}, with commas between; channel:none for the account's.");
            }
        }

        PrincipalText? escalation = null;
        if (request.Options.TryGetValue(Escalate, out string? other) && (escalation = PrincipalText.Parse(other.Split(' ', StringSplitOptions.RemoveEmptyEntries))) is null)
        {
            return Refuse($"escalate: cannot be '{ForeignText.Excerpt(other)}'.", "A name with an at sign, or a platform id: escalate:@lee.");
        }

        string? reason = request.Options.TryGetValue(Reason, out string? said) ? ForeignText.Excerpt(said, LongestReason) : null;

        return (new OwnerTerms { LeaseUntil = until, Channels = channels, EscalateTo = escalation, Reason = reason }, null);
    }

    private static (OwnerTerms?, CommandAnswer.Refused?) Refuse(string message, string fix) => (null, new("usage", message, fix));
}
