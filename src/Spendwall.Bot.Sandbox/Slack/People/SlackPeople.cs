using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spendwall.Bot.Sandbox.Slack.Api;
using Spendwall.Bot.Sandbox.Slack.Delivery;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.People;

/// <summary>
/// What people do: they type commands, press buttons, send windows off, mention the bot. Each returns when the app has
/// acknowledged it or failed to; what the app does later is seen in the workspace.
/// </summary>
/// <exception cref="ArgumentException">From every method: there is no such user, channel, message or control.</exception>
internal sealed partial class SlackPeople(SlackWorkspace workspace, SocketHub sockets, Dispatcher dispatcher)
{
    private readonly MessageReplies replies = new(workspace);
    private int events;

    /// <param name="line">Such as <c>/spendwall owner set key:batch @alex</c>; users, groups and channels are escaped as Slack does.</param>
    public async Task<SlackReply> TypeAsync(string user, string channel, string line, CancellationToken cancellationToken)
    {
        var who = User(user);
        var where = Place(channel, who);
        if (!line.StartsWith('/'))
        {
            throw new ArgumentException("a command begins with a slash");
        }

        string[] parts = line.Split(' ', 2);
        workspace.Transcript.Did(who.RealName, $"types in #{where.Name}: {line}");
        var target = new ResponseTarget(where.Id, who.Id, null);
        var payload = new JsonObject
        {
            ["token"] = Payloads.VerificationToken,
            ["team_id"] = SlackIdentity.Team,
            ["team_domain"] = SlackIdentity.Domain,
            ["channel_id"] = where.Id,
            ["channel_name"] = where.PayloadName,
            ["user_id"] = who.Id,
            ["user_name"] = who.Name,
            ["command"] = parts[0],
            ["text"] = parts.Length > 1 ? Escaped(parts[1]) : "",
            ["api_app_id"] = SlackIdentity.App,
            ["is_enterprise_install"] = "false",
            ["response_url"] = sockets.HttpAddress + workspace.Responses.Make("commands", target),
            ["trigger_id"] = workspace.Triggers.Make(who.Id),
        };
        var reply = await dispatcher.SendAsync(new(SlackParcel.Command, payload.ToJsonString()), cancellationToken);
        Answer(reply, target, who);

        return reply;
    }

    /// <param name="channel">Where the message is.</param>
    /// <param name="ts">The message; null: the newest one there that has the control.</param>
    /// <param name="control">An action_id, or the words on a button.</param>
    /// <param name="value">What was chosen in a select or an overflow, by value or text.</param>
    public async Task<SlackReply> ClickAsync(string user, string channel, string? ts, string control, string? value, CancellationToken cancellationToken)
    {
        var who = User(user);
        var where = Place(channel, who);
        var (message, found) = workspace.Messages.All.Reverse()
            .Where(message => message.Channel == where.Id && !message.IsDeleted && (ts is null || message.Ts == ts) && (message.OnlyFor is null || message.OnlyFor == who.Id))
            .Select(message => (Message: message, Found: message.Content.Blocks is { } blocks ? ControlFinder.Find(blocks, control) : null))
            .FirstOrDefault(static candidate => candidate.Found is not null);
        if (found is null)
        {
            throw new ArgumentException($"no message there has '{control}'");
        }

        bool isEphemeral = message.OnlyFor is not null;
        var target = new ResponseTarget(where.Id, who.Id, message);
        var payload = Actions(who, found, value);
        var container = new JsonObject { ["type"] = "message", ["message_ts"] = message.Ts, ["channel_id"] = where.Id, ["is_ephemeral"] = isEphemeral };
        if (message.ThreadTs is { } thread)
        {
            container["thread_ts"] = thread;
        }

        payload["container"] = container;
        payload["channel"] = Payloads.Channel(where);
        if (!isEphemeral)
        {
            payload["message"] = message.ToJson(withMetadata: true);
        }

        payload["response_url"] = sockets.HttpAddress + workspace.Responses.Make("actions", target);
        workspace.Transcript.Did(who.RealName, $"presses {control}{(value is null ? "" : $": {value}")}");

        return await dispatcher.SendAsync(new(SlackParcel.Interactive, payload.ToJsonString()), cancellationToken);
    }

    /// <summary>Presses something on the user's Home, or in the window that is open.</summary>
    public async Task<SlackReply> ClickInViewAsync(string user, bool home, string control, string? value, CancellationToken cancellationToken)
    {
        var who = User(user);
        var view = View(who, home);
        var found = ControlFinder.Find(view.View.GetProperty("blocks"), control) ?? throw new ArgumentException($"the view has no '{control}'");
        var payload = Actions(who, found, value);
        payload["container"] = new JsonObject { ["type"] = "view", ["view_id"] = view.Id };
        payload["view"] = view.ToJson();
        workspace.Transcript.Did(who.RealName, $"presses {control}");

        return await dispatcher.SendAsync(new(SlackParcel.Interactive, payload.ToJsonString()), cancellationToken);
    }

    /// <param name="filled">What was filled in, by label, block_id or action_id.</param>
    public async Task<SlackReply> SubmitAsync(string user, IReadOnlyDictionary<string, string> filled, CancellationToken cancellationToken)
    {
        var who = User(user);
        var view = View(who, home: false);
        var payload = Interaction("view_submission", who);
        payload["trigger_id"] = workspace.Triggers.Make(who.Id);
        payload["view"] = view.ToJson(ControlFinder.State(view.View.GetProperty("blocks"), filled));
        payload["response_urls"] = new JsonArray();
        workspace.Transcript.Did(who.RealName, "sends the window off");
        var reply = await dispatcher.SendAsync(new(SlackParcel.Interactive, payload.ToJsonString()), cancellationToken);
        if (reply.IsAcknowledged)
        {
            Respond(view, reply.Payload);
        }

        return reply;
    }

    /// <summary>Closes the window; the app hears of it only when it asked to.</summary>
    public async Task<SlackReply?> CloseAsync(string user, CancellationToken cancellationToken)
    {
        var who = User(user);
        var view = View(who, home: false);
        workspace.Views.Close(view);
        if (!view.View.TryGetProperty("notify_on_close", out var notify) || notify.ValueKind != JsonValueKind.True)
        {
            return null;
        }

        var payload = Interaction("view_closed", who);
        payload["view"] = view.ToJson();
        payload["is_cleared"] = false;

        return await dispatcher.SendAsync(new(SlackParcel.Interactive, payload.ToJsonString()), cancellationToken);
    }

    /// <summary>Says something; the app hears only of words that mention it.</summary>
    /// <param name="text"><c>@spendwall</c> and other names become mentions.</param>
    public async Task<(SlackMessage Message, SlackReply? Reply)> SayAsync(string user, string channel, string text, string? threadTs, CancellationToken cancellationToken)
    {
        var who = User(user);
        var where = Place(channel, who);
        if (threadTs is not null && workspace.Messages.Find(where.Id, threadTs) is null)
        {
            throw new ArgumentException($"there is no message {threadTs}");
        }

        string said = Escaped(text).Replace($"<@{SlackIdentity.BotUser}|{SlackIdentity.BotName}>", $"<@{SlackIdentity.BotUser}>", StringComparison.Ordinal);
        var message = workspace.Messages.Post(where.Id, who.Id, new(said), threadTs);
        if (!said.Contains($"<@{SlackIdentity.BotUser}>", StringComparison.Ordinal) || !where.HasBot)
        {
            return (message, null);
        }

        var inner = new JsonObject
        {
            ["type"] = "app_mention",
            ["user"] = who.Id,
            ["text"] = said,
            ["ts"] = message.Ts,
            ["channel"] = where.Id,
            ["event_ts"] = message.Ts,
            ["team"] = SlackIdentity.Team,
        };
        if (threadTs is not null)
        {
            inner["thread_ts"] = threadTs;
        }

        return (message, await RaiseAsync(inner, cancellationToken));
    }

    public Task<SlackReply> OpenHomeAsync(string user, CancellationToken cancellationToken)
    {
        var who = User(user);
        var inner = new JsonObject
        {
            ["type"] = "app_home_opened",
            ["user"] = who.Id,
            ["channel"] = workspace.Directory.Direct(who).Id,
            ["tab"] = "home",
            ["event_ts"] = SlackTs.Of(workspace.Clock.GetUtcNow()),
        };
        if (workspace.Views.Home(who.Id) is { } home)
        {
            inner["view"] = home.ToJson();
        }

        workspace.Transcript.Did(who.RealName, "opens the Home of Spendwall");

        return RaiseAsync(inner, cancellationToken);
    }

    /// <summary>Sends any event.</summary>
    public Task<SlackReply> RaiseAsync(JsonObject inner, CancellationToken cancellationToken)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"Ev0{Interlocked.Increment(ref events):00000000}");

        return dispatcher.SendAsync(new(SlackParcel.Event, Payloads.Callback(inner, id, workspace.Clock.GetUtcNow()).ToJsonString()), cancellationToken);
    }

    private JsonObject Actions(SlackUser who, FoundControl found, string? value)
    {
        var payload = Interaction("block_actions", who);
        payload["trigger_id"] = workspace.Triggers.Make(who.Id);
        payload["actions"] = new JsonArray(ControlFinder.Action(found, value, SlackTs.Of(workspace.Clock.GetUtcNow())));
        payload["state"] = new JsonObject { ["values"] = new JsonObject() };

        return payload;
    }

    private static JsonObject Interaction(string type, SlackUser who) => new()
    {
        ["type"] = type,
        ["api_app_id"] = SlackIdentity.App,
        ["token"] = Payloads.VerificationToken,
        ["team"] = Payloads.Team(),
        ["user"] = Payloads.User(who),
        ["enterprise"] = null,
        ["is_enterprise_install"] = false,
    };

    private void Answer(SlackReply reply, ResponseTarget target, SlackUser who)
    {
        if (!reply.IsAcknowledged)
        {
            workspace.Transcript.Did("Slack", $"tells {who.RealName}: {(reply.Outcome == SlackOutcome.TimedOut ? "operation_timeout" : "dispatch_failed")}");
        }
        else if (reply.Payload is { } body)
        {
            try
            {
                replies.Apply(target, body);
            }
            catch (SlackError error)
            {
                workspace.Transcript.Did("Slack", $"tells {who.RealName}: {error.Code}");
            }
        }
    }

    private void Respond(SlackView view, JsonElement? payload)
    {
        string? action = payload is { } body && body.TryGetProperty("response_action", out var said) ? said.GetString() : null;
        switch (action)
        {
            case "errors":
                workspace.Views.Complain(view, payload!.Value.GetProperty("errors"));
                break;
            case "update":
                workspace.Views.Replace(view, payload!.Value.GetProperty("view"));
                break;
            case "push":
                workspace.Views.Open(view.User, payload!.Value.GetProperty("view"));
                break;
            default:
                workspace.Views.Close(view);
                break;
        }
    }

    private SlackUser User(string name) => workspace.Directory.User(name) is { IsBot: false } user ? user : throw new ArgumentException($"there is no user {name}");

    private SlackChannel Place(string name, SlackUser user) =>
        workspace.Directory.Channel(name) is { } channel && channel.Members.Contains(user.Id) ? channel : throw new ArgumentException($"{user.Name} is in no channel {name}");

    private SlackView View(SlackUser user, bool home) =>
        (home ? workspace.Views.Home(user.Id) : workspace.Views.Modal(user.Id)) ?? throw new ArgumentException($"{user.Name} has no {(home ? "Home" : "window open")}");

    /// <summary>As Slack writes text with <c>should_escape</c>: the three signs, then names that exist.</summary>
    private string Escaped(string text)
    {
        string safe = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

        return Names().Replace(safe, match =>
        {
            string name = match.Groups[2].Value;
            if (match.Groups[1].Value == "#")
            {
                return workspace.Directory.Channel(name) is { } channel ? $"<#{channel.Id}|{channel.Name}>" : match.Value;
            }

            return workspace.Directory.User(name) is { } user ? $"<@{user.Id}|{user.Name}>"
                : workspace.Directory.Groups.FirstOrDefault(group => group.Handle == name) is { } group ? $"<!subteam^{group.Id}|@{group.Handle}>"
                : match.Value;
        });
    }

    [GeneratedRegex(@"(?<![\w<])([@#])([A-Za-z0-9][A-Za-z0-9._-]*)")]
    private static partial Regex Names();
}
