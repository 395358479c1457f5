using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Charts;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Conversations;
using Spendwall.Bot.Chat.Discord.Commands;
using Spendwall.Bot.Chat.Discord.Registration;
using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Deliveries;

namespace Spendwall.Bot.Chat.Discord;

/// <summary>
/// What people do in Discord: commands, presses, choices, forms. Each interaction is answered first and worked on later:
/// nothing that takes time stands before the acknowledgement, which is due 3 s after receipt.
/// </summary>
internal sealed partial class DiscordHandler(
    IDiscordApi api,
    Conversation conversation,
    CommandCatalogue catalogue,
    DiscordSuggestions suggestions,
    WorkQueue<DiscordWork> work,
    DiscordRegistrar registrar,
    DiscordThreads threads,
    DeliveryStore deliveries,
    PeopleNames names,
    IChartRenderer charts,
    SpendwallOptions options,
    TimeProvider clock,
    [FromKeyedServices("transport")] TimeProvider transport,
    ILoggerFactory loggers,
    ILogger<DiscordHandler> logger) : IDiscordHandler
{
    private const int Command = 2;
    private const int Component = 3;
    private const int Autocomplete = 4;
    private const int ModalSubmit = 5;

    /// <summary>Discord's, from its sending on; ours counts from the receipt.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    /// <summary>However late it is, this much is tried: only Discord knows whether it is too late.</summary>
    private static readonly TimeSpan LeastTry = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan SuggestWithin = TimeSpan.FromSeconds(1.5);

    public async Task HandleAsync(DiscordInbound inbound, CancellationToken cancellationToken)
    {
        try
        {
            switch (inbound)
            {
                case DiscordInbound.Interaction interaction:
                    await InteractionAsync(interaction, cancellationToken);
                    break;

                case DiscordInbound.Ready { Resumed: false } ready:
                    registrar.Begin(ready.Application);
                    break;

                case DiscordInbound.Event { Type: "THREAD_DELETE" } gone when ForeignJson.Text(gone.Payload, "id") is { } thread:
                    threads.Forget(thread);
                    break;
            }
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

    public bool Wants(string type) => type == "THREAD_DELETE";

    private Task InteractionAsync(DiscordInbound.Interaction interaction, CancellationToken cancellationToken)
    {
        if (DiscordPlace.Of(interaction.Reply, interaction.Payload) is not { } place || ForeignJson.Get(interaction.Payload, "data") is not { } data)
        {
            return Task.CompletedTask;
        }

        int? type = ForeignJson.Integer(interaction.Payload, "type");
        if (Stranger(ForeignJson.Text(interaction.Payload, "guild_id")) is { } refusal)
        {
            return AnswerAsync(interaction, type == Autocomplete ? DiscordFirstAnswer.Choices([]) : DiscordFirstAnswer.Say(refusal), cancellationToken);
        }

        return type switch
        {
            Command => BeginAsync(
                interaction, place, DiscordFirstAnswer.Wait(), true, async (turn, token) => await conversation.AnswerAsync(DiscordCommandText.Of(data, catalogue), turn, await SubjectAsync(place, token), 0, token), cancellationToken),
            Component => PressedAsync(interaction, place, data, cancellationToken),
            Autocomplete => SuggestAsync(interaction, data, cancellationToken),
            ModalSubmit => SubmittedAsync(interaction, place, data, cancellationToken),
            _ => Task.CompletedTask,
        };
    }

    private Task PressedAsync(DiscordInbound.Interaction interaction, DiscordPlace place, JsonElement data, CancellationToken cancellationToken)
    {
        string? chosen = ForeignJson.Items(data, "values").Select(static value => value.ValueKind == JsonValueKind.String ? value.GetString() : null).FirstOrDefault();
        if (ChatPress.Parse(chosen ?? ForeignJson.Text(data, "custom_id")) is not { } press)
        {
            return AnswerAsync(interaction, DiscordFirstAnswer.Say(new() { Title = "This button is of an older version. Nothing was done.", Tone = Tone.Notice }), cancellationToken);
        }

        if (press.Command == SnoozeChoices.Form)
        {
            return AnswerAsync(interaction, DiscordSnoozeForm.Open(press), cancellationToken);
        }

        return BeginAsync(
            interaction,
            place,
            DiscordFirstAnswer.Taken(),
            false,
            (turn, token) => press.Share is null ? conversation.AnswerAsync(press.Command, turn, press.Incident, press.Version, token) : conversation.ShareAsync(press, turn, token),
            cancellationToken);
    }

    private Task SubmittedAsync(DiscordInbound.Interaction interaction, DiscordPlace place, JsonElement data, CancellationToken cancellationToken)
    {
        if (DiscordSnoozeForm.Read(data) is not var (asked, press))
        {
            return AnswerAsync(interaction, DiscordFirstAnswer.Say(new() { Title = "This form is of an older version. Nothing was done.", Tone = Tone.Notice }), cancellationToken);
        }

        var (until, worse) = asked.Faults(clock.GetUtcNow());
        if (until is not null || worse is not null)
        {
            var message = new ChatMessage
            {
                Title = "Nothing was changed.",
                Tone = Tone.Notice,
                Blocks = [.. new[] { until, worse }.OfType<string>().Select(static fault => new ChatBlock.Line(fault)), new ChatBlock.Line($"Such as /snooze {press.Incident} until:mon worse-by:20%")],
            };

            return AnswerAsync(interaction, DiscordFirstAnswer.Say(message), cancellationToken);
        }

        return BeginAsync(
            interaction, place, DiscordFirstAnswer.Wait(), true, (turn, token) => conversation.AnswerAsync(asked.Line(press.Incident!), turn, press.Incident, press.Version, token), cancellationToken);
    }

    private async Task SuggestAsync(DiscordInbound.Interaction interaction, JsonElement data, CancellationToken cancellationToken)
    {
        IReadOnlyList<(string, string)> choices = [];
        if (DiscordCommandText.Focused(data) is var (command, verb, option, typed))
        {
            using var late = new CancellationTokenSource(SuggestWithin, transport);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            try
            {
                choices = await suggestions.OfAsync(command, verb, option, typed, either.Token);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // No suggestion is better than an error under the cursor.
                LogNoSuggestion(command, option, exception);
            }
        }

        await AnswerAsync(interaction, DiscordFirstAnswer.Choices(choices), cancellationToken);
    }

    private async Task BeginAsync(
        DiscordInbound.Interaction interaction, DiscordPlace place, JsonObject first, bool hasPlaceholder, Func<DiscordTurn, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        if (!work.TryReserve())
        {
            await AnswerAsync(interaction, DiscordFirstAnswer.Say(new() { Title = "Too much is asked at once. Nothing was done; try again in a moment.", Tone = Tone.Notice }), cancellationToken);

            return;
        }

        bool goesOn = false;
        try
        {
            goesOn = await AnswerAsync(interaction, first, cancellationToken);
        }
        finally
        {
            if (!goesOn)
            {
                work.Release();
            }
        }

        if (goesOn)
        {
            work.Post(new(token => act(new DiscordTurn(place, hasPlaceholder, api, names, charts, loggers.CreateLogger<DiscordTurn>()), token)));
        }
    }

    /// <returns>False: the asker was told that it failed, or somebody else answers, so nothing may be done.</returns>
    private async Task<bool> AnswerAsync(DiscordInbound.Interaction interaction, JsonObject body, CancellationToken cancellationToken)
    {
        var left = AnswerWithin - transport.GetElapsedTime(interaction.ReceivedAt);
        using var late = new CancellationTokenSource(left > LeastTry ? left : LeastTry, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await api.CallbackAsync(interaction.Reply, body, either.Token);

            return true;
        }
        catch (DiscordException exception)
        {
            LogUnacknowledged(exception.Code, exception.Message, transport.GetElapsedTime(interaction.ReceivedAt).TotalMilliseconds);

            // 10062, 40060: too late, or answered elsewhere (D17). A lost answer may have been taken: then the asker waits.
            return exception.MayHaveHappened && exception.Failure == DiscordFailure.Transient;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnacknowledged(0, "no answer in time", transport.GetElapsedTime(interaction.ReceivedAt).TotalMilliseconds);

            return true;
        }
    }

    /// <summary>Why this server is not answered; null: it is.</summary>
    private ChatMessage? Stranger(string? guild) => guild is null
        ? new() { Title = "Spendwall answers in a server only, where your roles are known.", Tone = Tone.Notice }
        : options.Discord.GuildIds.Count > 0 && !options.Discord.GuildIds.Contains(guild, StringComparer.Ordinal)
            ? new() { Title = "Spendwall does not serve this server.", Tone = Tone.Notice, Blocks = [new ChatBlock.Line("Discord:GuildIds in its settings names the ones it does.")] }
            : null;

    /// <summary>The incident whose thread it was asked in: a thread has its root message's id.</summary>
    private async Task<string?> SubjectAsync(DiscordPlace place, CancellationToken cancellationToken) => place.Thread is null
        ? null
        : await deliveries.SubjectAsync(new ChannelAddress("discord", place.Channel).ToString(), place.Thread, cancellationToken);

    [LoggerMessage(1, LogLevel.Error, "A {Kind} from Discord could not be worked on")]
    private partial void LogFailed(string kind, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "An interaction was not acknowledged ({Code}: {Message}), {Milliseconds} ms after it came")]
    private partial void LogUnacknowledged(int code, string message, double milliseconds);

    [LoggerMessage(3, LogLevel.Information, "Nothing can be suggested for {Option} of /{Command}")]
    private partial void LogNoSuggestion(string command, string option, Exception exception);
}
