using System.Text.Json;

namespace Spendwall.Bot.Chat.Slack.Transport;

/// <summary>Slack's payloads as <see cref="SlackInbound"/>; the same fields come by form and by socket. Nothing here throws on what it does not know.</summary>
internal static class SlackParser
{
    public static SlackDelivery Command(Func<string, string?> field, DateTimeOffset receivedAt)
    {
        string? team = field("team_id");
        string? trigger = field("trigger_id");
        string[] keys = trigger is { Length: > 0 } ? [$"trigger:{team}:{trigger}"] : [];
        if (team is not { Length: > 0 } || field("command") is not { Length: > 0 } command || field("user_id") is not { Length: > 0 } user
            || field("channel_id") is not { Length: > 0 } channel || !Uri.TryCreate(field("response_url"), UriKind.Absolute, out var responseUrl))
        {
            return new(null, keys, "incomplete command");
        }

        return new(
            new SlackInbound.SlashCommand(team, receivedAt, command, field("text") ?? "", user, channel, field("channel_name") ?? "", responseUrl, trigger ?? ""), keys, "command");
    }

    public static SlackDelivery Interaction(JsonElement payload, DateTimeOffset receivedAt)
    {
        string type = payload.Text("type") ?? "untyped interaction";

        // An installation over a whole organisation has no team of its own; the person has.
        string team = payload.Member("team")?.Text("id") ?? payload.Member("user")?.Text("team_id") ?? "";
        string[] keys = payload.Text("trigger_id") is { Length: > 0 } trigger ? [$"trigger:{team}:{trigger}"] : [];

        return new(
            type switch
            {
                "block_actions" => new SlackInbound.BlockActions(team, receivedAt, payload),
                "view_submission" => new SlackInbound.ViewSubmission(team, receivedAt, payload),
                _ => null,
            },
            keys, type);
    }

    /// <summary>An Events API callback; one without an inner event, such as <c>app_rate_limited</c>, and what bots say is nobody's.</summary>
    public static SlackDelivery Event(JsonElement callback, DateTimeOffset receivedAt)
    {
        string team = callback.Text("team_id") ?? "";
        var keys = new List<string>();
        if (callback.Text("event_id") is { Length: > 0 } id)
        {
            keys.Add($"event:{team}:{id}");
        }

        if (callback.Member("event") is not { } inner || inner.Text("type") is not { Length: > 0 } type)
        {
            return new(null, keys, callback.Text("type") ?? "event without a type");
        }

        // Slack has been seen to send one message twice under two event ids. A message that was edited keeps its ts: it was worked on.
        if ((inner.Text("ts") ?? inner.Text("event_ts")) is { Length: > 0 } at)
        {
            keys.Add($"said:{team}:{type}:{inner.Text("channel")}:{inner.Text("user")}:{at}");
        }

        return new(inner.Text("bot_id") is { Length: > 0 } ? null : new SlackInbound.Event(team, receivedAt, type, inner), keys, type);
    }
}
