using System.Text.RegularExpressions;
using Spendwall.Bot.Chat.Commands.Times;

namespace Spendwall.Bot.Chat.Conversations;

/// <summary>What a form asks for a snooze that no choice in the list fits: a time, a worsening, or both. Pure.</summary>
/// <param name="Until">As it was typed; empty: not told.</param>
/// <param name="Worse">A share or an amount; empty: not told.</param>
internal sealed partial record SnoozeQuestion(string Until, string Worse)
{
    public const int LongestAnswer = 40;

    public const string UntilLabel = "Until when (UTC)";

    public const string WorseLabel = "Or until it is worse by";

    public const string WorseHint = "Such as 20% or $50";

    public static readonly string UntilHint = $"Such as {WhenParser.Choices}";

    /// <summary>What is wrong with the first and with the second answer; null: it is well.</summary>
    public (string? Until, string? Worse) Faults(DateTimeOffset now)
    {
        string? until = Until.Length == 0 && Worse.Length == 0
            ? "A snooze ends: say when, how much worse, or both."
            : Until.Length > 0 && !(WhenParser.Next(Until, now) is { } end && end > now) ? $"This is no time to come. Such as {WhenParser.Choices}." : null;
        string? worse = Worse.Length > 0 && !Worsening().IsMatch(Worse) ? "A share such as 20%, or USD such as $50." : null;

        return (until, worse);
    }

    /// <summary>The command line that it stands for.</summary>
    public string Line(string incident)
    {
        // A quote would end the quoted value early.
        string until = Until.Replace("\"", "", StringComparison.Ordinal);

        return $"snooze {incident}{(until.Length > 0 ? $" until:\"{until}\"" : "")}{(Worse.Length > 0 ? $" worse-by:{Worse}" : "")}";
    }

    [GeneratedRegex(@"^(\$[0-9]{1,9}(\.[0-9]{1,2})?|[0-9]{1,4}(\.[0-9])?%)\z")]
    private static partial Regex Worsening();
}
