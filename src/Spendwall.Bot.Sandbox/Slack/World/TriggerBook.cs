using System.Globalization;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.Slack.World;

/// <summary>Trigger ids: each opens one modal within three seconds of the user's gesture.</summary>
internal sealed class TriggerBook(TimeProvider real, int seed)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (string User, long MadeAt, bool IsUsed)> triggers = [];

    public string Make(string user)
    {
        lock (gate)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"{triggers.Count + 1}.{SlackIdentity.Team}.{StableHash.Hex("trigger", seed, triggers.Count)}");
            triggers[id] = (user, real.GetTimestamp(), false);

            return id;
        }
    }

    /// <returns>The user who made the gesture, or Slack's error.</returns>
    public (string? User, string? Error) Use(string id)
    {
        lock (gate)
        {
            if (!triggers.TryGetValue(id, out var trigger))
            {
                return (null, "invalid_trigger_id");
            }

            if (trigger.IsUsed)
            {
                return (null, "exchanged_trigger_id");
            }

            if (real.GetElapsedTime(trigger.MadeAt) > Life)
            {
                return (null, "expired_trigger_id");
            }

            triggers[id] = trigger with { IsUsed = true };

            return (trigger.User, null);
        }
    }
}
