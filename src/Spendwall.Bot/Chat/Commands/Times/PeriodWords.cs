namespace Spendwall.Bot.Chat.Commands.Times;

/// <summary>The one period among the words of a command; the rest names a scope.</summary>
internal static class PeriodWords
{
    /// <param name="otherwise">The period when none is named.</param>
    /// <returns>A period, or a refusal.</returns>
    public static (Period? Period, CommandAnswer.Refused? Refused, IReadOnlyList<string> Words) Read(CommandRequest request, string otherwise)
    {
        Period? period = null;
        var words = new List<string>();
        foreach (string word in request.Words)
        {
            switch (PeriodParser.Parse(word, request.Now))
            {
                case PeriodReading.Impossible impossible:
                    return (null, new("usage", $"{impossible.Reason}.", $"A period is {PeriodParser.Choices}."), []);
                case PeriodReading.Found when period is not null:
                    return (null, new("usage", $"Two periods: {period.Name} and {ForeignText.Excerpt(word)}.", "Name one period."), []);
                case PeriodReading.Found found:
                    period = found.Period;
                    break;
                default:
                    words.Add(word);
                    break;
            }
        }

        return (period ?? ((PeriodReading.Found)PeriodParser.Parse(otherwise, request.Now)).Period, null, words);
    }
}
