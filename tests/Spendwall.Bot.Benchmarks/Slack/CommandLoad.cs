using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Slack;
using Spendwall.Bot.Sandbox.Slack.Delivery;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Benchmarks.Slack;

/// <summary>What one run brought, in milliseconds, each list in order of size.</summary>
/// <param name="Acks">From sending the envelope to its acknowledgement.</param>
/// <param name="Answers">From sending the envelope to the answer at its <c>response_url</c>.</param>
/// <param name="Lost">Commands that were not acknowledged, or not answered.</param>
internal sealed record LoadResult(IReadOnlyList<double> Acks, IReadOnlyList<double> Answers, int Lost)
{
    public double AckP99 => At(Acks, 0.99);

    public double AnswerP99 => At(Answers, 0.99);

    public static double At(IReadOnlyList<double> sorted, double part) => sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];
}

/// <summary>Slash commands at a steady pace, whatever becomes of the ones before.</summary>
internal static class CommandLoad
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <param name="line">What is typed after <c>/spendwall</c>.</param>
    /// <param name="perSecond">Sent at fixed instants: a slow answer does not slow the next command down.</param>
    public static async Task<LoadResult> RunAsync(SlackStandIn slack, string line, int perSecond, TimeSpan lasts, CancellationToken cancellationToken)
    {
        int count = (int)(perSecond * lasts.TotalSeconds);
        var sent = new List<Task<(string Path, DateTimeOffset At, SlackReply Reply)>>(count);
        long began = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond) - TimeProvider.System.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, TimeProvider.System, cancellationToken);
            }

            sent.Add(Task.Run(() => SendAsync(slack, line, cancellationToken), cancellationToken));
        }

        var all = await Task.WhenAll(sent);
        var answers = await AnswersAsync(slack, [.. all.Where(static one => one.Reply.IsAcknowledged).Select(static one => one.Path)], cancellationToken);
        var answered = all.Where(one => answers.ContainsKey(one.Path)).Select(one => (answers[one.Path] - one.At).TotalMilliseconds).Order().ToList();

        return new([.. all.Where(static one => one.Reply.After is not null).Select(static one => one.Reply.After!.Value.TotalMilliseconds).Order()], answered, count - answered.Count);
    }

    private static async Task<(string Path, DateTimeOffset At, SlackReply Reply)> SendAsync(SlackStandIn slack, string line, CancellationToken cancellationToken)
    {
        string path = slack.Workspace.Responses.Make("commands", new ResponseTarget("C0AISPEND", "U0DANA", null));
        var payload = new JsonObject
        {
            ["team_id"] = SlackIdentity.Team,
            ["team_domain"] = SlackIdentity.Domain,
            ["channel_id"] = "C0AISPEND",
            ["channel_name"] = "ai-spend",
            ["user_id"] = "U0DANA",
            ["user_name"] = "dana",
            ["command"] = "/spendwall",
            ["text"] = line,
            ["api_app_id"] = SlackIdentity.App,
            ["is_enterprise_install"] = "false",
            ["response_url"] = slack.Address + path,
            ["trigger_id"] = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
        };
        var at = TimeProvider.System.GetUtcNow();

        return (path, at, await slack.Dispatcher.SendAsync(new(SlackParcel.Command, payload.ToJsonString()), cancellationToken));
    }

    /// <summary>When each address was first answered at; waits for the stragglers.</summary>
    private static async Task<Dictionary<string, DateTimeOffset>> AnswersAsync(SlackStandIn slack, List<string> paths, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var found = slack.Requests.All.Where(static request => request is { Method: "POST", Status: 200 }).GroupBy(static request => request.Path, StringComparer.Ordinal)
                .ToDictionary(static group => group.Key, static group => group.First().At, StringComparer.Ordinal);
            if (paths.TrueForAll(found.ContainsKey) || TimeProvider.System.GetElapsedTime(began) > AnswerWithin)
            {
                return found;
            }

            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }
    }
}
