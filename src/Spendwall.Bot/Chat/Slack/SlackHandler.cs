using Spendwall.Bot.Chat.Conversations;
using System.Text.Json;
using Spendwall.Bot.Chat.Slack.Commands;
using Spendwall.Bot.Chat.Slack.Home;
using Spendwall.Bot.Chat.Slack.Rendering;
using Spendwall.Bot.Ledger.Deliveries;

namespace Spendwall.Bot.Chat.Slack;

/// <summary>What people do in Slack: commands, presses, mentions, the App Home.</summary>
internal sealed partial class SlackHandler(
    ISlackApi api,
    SlackConversation conversation,
    SlackSpeaker speaker,
    SlackHome home,
    SlackSelf self,
    SlackLifecycle lifecycle,
    DeliveryStore deliveries,
    TimeProvider clock,
    ILogger<SlackHandler> logger) : ISlackHandler
{
    public bool Decides(SlackInbound inbound) => inbound is SlackInbound.ViewSubmission;

    public JsonElement? Acknowledge(SlackInbound inbound) =>
        inbound is SlackInbound.ViewSubmission { Payload: var payload } && ForeignJson.Text(payload, "view", "callback_id") == SlackSnoozeForm.CallbackId
        && SlackSnoozeForm.Errors(payload, clock.GetUtcNow()) is { } errors
            ? JsonSerializer.SerializeToElement(errors)
            : null;

    public async Task HandleAsync(SlackInbound inbound, CancellationToken cancellationToken)
    {
        try
        {
            var own = await self.FindAsync(cancellationToken);
            if (own is not null && inbound.Team.Length > 0 && inbound.Team != own.Team)
            {
                LogForeign(inbound.GetType().Name, inbound.Team);

                return;
            }

            await DispatchAsync(inbound, inbound.Team.Length > 0 ? inbound.Team : own?.Team, own, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The edge: one payload that cannot be worked on must not stop the next.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(inbound.GetType().Name, exception);
        }
    }

    /// <param name="team">The workspace, the bot's own; null: neither Slack nor the payload tells.</param>
    /// <param name="own">Who the bot is; null: not known.</param>
    private Task DispatchAsync(SlackInbound inbound, string? team, SlackIdentity? own, CancellationToken cancellationToken) => inbound switch
    {
        SlackInbound.SlashCommand slash => conversation.AnswerAsync(
            SlackCommandText.FromSlash(slash.Command, slash.Text), new(slash.User, slash.Channel, null, slash.ResponseUrl) { Team = team }, null, 0, null, cancellationToken),
        SlackInbound.BlockActions actions => PressedAsync(actions.Payload, team, own, cancellationToken),
        SlackInbound.ViewSubmission form => SubmittedAsync(form, team, cancellationToken),
        SlackInbound.Event { Type: "app_mention" } mention => MentionedAsync(mention.Payload, team, own, cancellationToken),
        SlackInbound.Event { Type: "app_home_opened" } opened when ForeignJson.Text(opened.Payload, "tab") is null or "home" => ForeignJson.Text(opened.Payload, "user") is { } user
            ? home.OpenedAsync(user, cancellationToken)
            : Task.CompletedTask,
        SlackInbound.Event other when SlackLifecycle.Events.Contains(other.Type) => lifecycle.HandleAsync(other.Type, other.Payload, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task PressedAsync(JsonElement payload, string? team, SlackIdentity? own, CancellationToken cancellationToken)
    {
        var action = ForeignJson.Items(payload, "actions").FirstOrDefault();
        string? value = ForeignJson.Text(action, "value") ?? ForeignJson.Text(action, "selected_option", "value");

        // A link was opened, or the press belongs to no message of ours.
        if (ChatPress.Parse(value) is not { } press || ForeignJson.Text(payload, "user", "id") is not { } user)
        {
            return;
        }

        string channel = ForeignJson.Text(payload, "channel", "id") ?? ForeignJson.Text(payload, "container", "channel_id") ?? "";
        var way = Uri.TryCreate(ForeignJson.Text(payload, "response_url"), UriKind.Absolute, out var url) ? url : null;
        var place = new SlackPlace(user, channel, ForeignJson.Text(payload, "container", "thread_ts") ?? ForeignJson.Text(payload, "message", "thread_ts"), way)
        {
            Team = team,
            Message = SlackPlace.Link(own?.Url, channel, ForeignJson.Text(payload, "container", "message_ts") ?? ForeignJson.Text(payload, "message", "ts")),
        };
        string? name = ForeignJson.Text(payload, "user", "username") is { } typed ? "@" + ForeignText.Excerpt(typed.TrimStart('@')) : null;
        if (press.Command == SnoozeChoices.Form)
        {
            await OpenFormAsync(press, place, ForeignJson.Text(payload, "trigger_id"), cancellationToken);
        }
        else if (ForeignJson.Text(action, "action_id") == SlackActions.Share)
        {
            await conversation.ShareAsync(press, place, name, cancellationToken);
        }
        else
        {
            await conversation.AnswerAsync(press.Command, place, press.Incident, press.Version, name, cancellationToken);
        }
    }

    /// <summary>A trigger lives three seconds: nothing may come before this call.</summary>
    private async Task OpenFormAsync(ChatPress press, SlackPlace place, string? trigger, CancellationToken cancellationToken)
    {
        try
        {
            await api.CallAsync("views.open", new() { ["trigger_id"] = trigger, ["view"] = SlackSnoozeForm.View(press, place) }, cancellationToken);
        }
        catch (SlackException exception)
        {
            LogNoForm(exception.Error);
            string why = exception.Error is "expired_trigger_id" or "exchanged_trigger_id" ? "Slack allows three seconds for a form, and they were over." : "Slack did not open the form.";
            var message = new ChatMessage
            {
                Title = $"{why} Nothing was changed.",
                Tone = Tone.Notice,
                Blocks = [new ChatBlock.Line($"Try again, or type /snooze {press.Incident} until:mon worse-by:20%.")],
            };
            await speaker.WhisperAsync(place, message, null, cancellationToken);
        }
    }

    private Task SubmittedAsync(SlackInbound.ViewSubmission submission, string? team, CancellationToken cancellationToken)
    {
        var payload = submission.Payload;

        // What is wrong stands under the fields of a form that was answered with it; the asker sends it again.
        if (submission.IsAnswered || ForeignJson.Text(payload, "view", "callback_id") != SlackSnoozeForm.CallbackId || ForeignJson.Text(payload, "user", "id") is not { } user)
        {
            return Task.CompletedTask;
        }

        return SlackSnoozeForm.Read(payload) switch
        {
            null => NotSnoozedAsync(new(user, user, null, null), "Slack sent the form back without what it is about.", "Press Snooze on the alert again.", cancellationToken),
            { } form when SlackSnoozeForm.Faults(payload, clock.GetUtcNow()) is { Count: > 0 } faults =>
                NotSnoozedAsync(form.Place, string.Join(' ', faults), $"Press Snooze on {form.Incident} again.", cancellationToken),
            { } form => conversation.AnswerAsync(form.Line, form.Place with { Team = team }, form.Incident, form.Version, null, cancellationToken),
        };
    }

    /// <summary>The form is closed and can show it no more.</summary>
    private Task NotSnoozedAsync(SlackPlace place, string why, string fix, CancellationToken cancellationToken) => speaker.WhisperAsync(
        place, new ChatMessage { Title = "Nothing was snoozed.", Tone = Tone.Notice, Blocks = [new ChatBlock.Line(why), new ChatBlock.Line(fix)] }, null, cancellationToken);

    /// <summary>In a thread, where slash commands do not work: the incident is the one of the thread.</summary>
    private async Task MentionedAsync(JsonElement payload, string? team, SlackIdentity? own, CancellationToken cancellationToken)
    {
        // A bot that mentions us would be answered, and answer.
        if (ForeignJson.Get(payload, "bot_id") is not null || ForeignJson.Text(payload, "user") is not { } user || ForeignJson.Text(payload, "channel") is not { } channel)
        {
            return;
        }

        string? thread = ForeignJson.Text(payload, "thread_ts");
        string? subject = thread is null ? null : await deliveries.SubjectAsync(new ChannelAddress("slack", new SlackRoom(team, channel).ToString()).ToString(), thread, cancellationToken);
        string line = SlackCommandText.FromMention(ForeignJson.Text(payload, "text") ?? "", own?.User);
        await conversation.AnswerAsync(
            line, new(user, channel, thread, null) { Team = team, Message = SlackPlace.Link(own?.Url, channel, ForeignJson.Text(payload, "ts")) }, subject, 0, null, cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Error, "A {Kind} from Slack could not be worked on")]
    private partial void LogFailed(string kind, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "A {Kind} came from the workspace {Team}, which is not the bot's: nobody works on it")]
    private partial void LogForeign(string kind, string team);

    [LoggerMessage(2, LogLevel.Warning, "Slack did not open a form: {Error}")]
    private partial void LogNoForm(string error);
}
