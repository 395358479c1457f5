using System.Globalization;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.Slack.World;

/// <summary>Where an answer by response_url goes.</summary>
/// <param name="Original">The message of the button that was clicked; null after a slash command.</param>
internal sealed record ResponseTarget(string Channel, string User, SlackMessage? Original);

/// <summary>Response URLs: each takes five answers in thirty minutes.</summary>
internal sealed class ResponseBook(TimeProvider real, int seed)
{
    private const int Uses = 5;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (ResponseTarget Target, long MadeAt, int Used)> urls = [];

    /// <returns>The path of the URL.</returns>
    public string Make(string kind, ResponseTarget target)
    {
        lock (gate)
        {
            string path = string.Create(
                CultureInfo.InvariantCulture, $"/{kind}/{SlackIdentity.Team}/{urls.Count + 1}/{StableHash.Hex("response", seed, urls.Count)[..24]}");
            urls[path] = (target, real.GetTimestamp(), 0);

            return path;
        }
    }

    /// <returns>Where the answer goes, or Slack's error.</returns>
    public (ResponseTarget? Target, string? Error) Use(string path)
    {
        lock (gate)
        {
            if (!urls.TryGetValue(path, out var url))
            {
                return (null, "invalid_url");
            }

            if (real.GetElapsedTime(url.MadeAt) > Life)
            {
                return (null, "expired_url");
            }

            if (url.Used == Uses)
            {
                return (null, "used_url");
            }

            urls[path] = url with { Used = url.Used + 1 };

            return (url.Target, null);
        }
    }
}
