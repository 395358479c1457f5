using Spendwall.Bot.Host.Backtest.Streaming;

namespace Spendwall.Bot.Host.Backtest.Replays;

/// <summary>Alarms that follow each other closely: one trouble, told once.</summary>
/// <param name="What">What kinds of change, and whose, in the order they came.</param>
/// <param name="Count">Alarms in it.</param>
internal sealed record AlarmStory(DateTimeOffset At, IReadOnlyList<string> What, int Count)
{
    private static readonly TimeSpan Apart = TimeSpan.FromHours(12);

    /// <param name="alarms">In the order of their time.</param>
    public static IReadOnlyList<AlarmStory> Of(IEnumerable<StreamAlarm> alarms)
    {
        var stories = new List<AlarmStory>();
        var last = DateTimeOffset.MinValue;
        foreach (var alarm in alarms)
        {
            string what = (alarm.Kind ?? "spend") + (alarm.Caller is { Length: > 0 } caller ? $" of {caller}" : "");
            if (stories.Count == 0 || alarm.At - last > Apart)
            {
                stories.Add(new(alarm.At, [what], 1));
            }
            else
            {
                var story = stories[^1];
                stories[^1] = story with { What = [.. story.What.Append(what).Distinct()], Count = story.Count + 1 };
            }

            last = alarm.At;
        }

        return stories;
    }
}
