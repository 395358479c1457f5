using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Parsing;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Chat.Conversations;

/// <summary>One command line to its answer, on every platform alike: a reading and a refusal are for the asker, a change is for everyone.</summary>
internal sealed class Conversation(CommandRunner runner, CommandCatalogue catalogue, OwnerBook owners, AnswerShares shares, DeliveryPump pump) : IDisposable
{
    /// <summary>More answers at once than processors would finish no sooner, and hold up the acknowledgements of those to come.</summary>
    private readonly SemaphoreSlim thinking = new(Environment.ProcessorCount + 1);

    /// <param name="incident">The incident of the thread or button.</param>
    /// <param name="version">Its version that the asker saw; 0: not told.</param>
    /// <returns>Whether something was changed.</returns>
    public async Task<bool> AnswerAsync(string line, IConversationPlace place, string? incident, int version, CancellationToken cancellationToken)
    {
        bool isChange = IsChange(line, out string? command);
        var run = await RunAsync(line, place, incident, version, cancellationToken);
        switch (run.Answer)
        {
            case CommandAnswer.Done done when command is not null && catalogue.Find(command)?.Spec.IsPrivate == true:
                await place.WhisperAsync(done.Message, null, cancellationToken);

                return isChange;

            case CommandAnswer.Done done when !isChange:
                var share = place.Channel.Id.Length == 0 ? null : new ChatPress(incident, 0, line, shares.Keep(done.Message));
                await place.WhisperAsync(done.Message, share, cancellationToken);

                return false;

            case CommandAnswer.Done { Reach: AnswerReach.Asker } done:
                await place.WhisperAsync(done.Message, null, cancellationToken);

                return false;

            case CommandAnswer.Done { Reach: AnswerReach.Told } done:
                await place.WhisperAsync(done.Message, null, cancellationToken);

                // Shown at once wherever it is told.
                await pump.PumpAsync(cancellationToken, DeliveryPump.Patience);

                return true;

            case CommandAnswer.Done done:
                string by = await WhoAsync(place, cancellationToken);
                var told = done.Message with { Footer = [.. done.Message.Footer, $"by {by}"] };
                var said = await place.SayAsync(told, cancellationToken);
                if (said != Said.Yes)
                {
                    await place.WhisperAsync(told with { Blocks = [.. told.Blocks, new ChatBlock.Line(Unsaid(said, "It was done all the same: tell the others").Title)] }, null, cancellationToken);
                }

                return true;

            case CommandAnswer.Refused refused:
                await place.WhisperAsync(Refusal(refused), null, cancellationToken);

                return false;

            default:
                throw new InvalidOperationException("A command is done or refused.");
        }
    }

    /// <summary>Posts an answer where everyone sees it: as it was given, or asked anew when it is not kept any more.</summary>
    public async Task ShareAsync(ChatPress press, IConversationPlace place, CancellationToken cancellationToken)
    {
        var (isMine, kept) = press.Share is { } id ? shares.Take(id) : (true, null);
        if (!isMine)
        {
            return;
        }

        bool isShared = false;
        var message = kept;
        try
        {
            message ??= await AskAnewAsync(press, place, cancellationToken);
            if (message is null)
            {
                return;
            }

            string by = await WhoAsync(place, cancellationToken);
            string asked = press.Command.Length == 0 ? "" : $": /{ForeignText.Excerpt(press.Command.TrimStart('/'), 200)}";
            var said = await place.SayAsync(message with { Footer = [.. message.Footer, $"shared by {by}{asked}"] }, cancellationToken);
            isShared = said == Said.Yes;
            if (isShared)
            {
                await place.RemoveAsync(cancellationToken);
            }
            else
            {
                await place.WhisperAsync(Unsaid(said, "Press “Share in channel” once more"), null, cancellationToken);
            }
        }
        finally
        {
            if (!isShared && press.Share is { } again)
            {
                shares.GiveBack(again, message);
            }
        }
    }

    /// <returns>Null: it is a change, or the asker was told why there is none.</returns>
    private async Task<ChatMessage?> AskAnewAsync(ChatPress press, IConversationPlace place, CancellationToken cancellationToken)
    {
        if (press.Command.Length == 0)
        {
            await place.WhisperAsync(new ChatMessage { Title = "This answer is not kept any more; ask again, and share that.", Tone = Tone.Notice }, null, cancellationToken);

            return null;
        }

        if (IsChange(press.Command, out _))
        {
            return null;
        }

        switch ((await RunAsync(press.Command, place, press.Incident, 0, cancellationToken)).Answer)
        {
            case CommandAnswer.Refused refused:
                await place.WhisperAsync(Refusal(refused), null, cancellationToken);

                return null;

            case CommandAnswer.Done done:
                return done.Message;

            default:
                throw new InvalidOperationException("A command is done or refused.");
        }
    }

    public void Dispose() => thinking.Dispose();

    private async Task<CommandRun> RunAsync(string line, IConversationPlace place, string? incident, int version, CancellationToken cancellationToken)
    {
        var groups = await place.GroupsAsync(cancellationToken);

        // Their name stands in what others read, so it is only asked for when something is to be written.
        string? name = IsChange(line, out _) ? await place.NameAsync(cancellationToken) : null;
        var actor = new Actor(place.Identity, groups, LocalAdmin: false, place.Channel.ToString()) { Name = name, Message = place.Message };

        await thinking.WaitAsync(cancellationToken);
        try
        {
            return await runner.ExecuteAsync(line, new Caller(actor, place.Channel, incident, version), cancellationToken);
        }
        finally
        {
            thinking.Release();
        }
    }

    private async Task<string> WhoAsync(IConversationPlace place, CancellationToken cancellationToken)
    {
        string known = await owners.NameOfAsync(place.Identity, cancellationToken);

        return known != place.Identity ? known : await place.NameAsync(cancellationToken) ?? place.Identity;
    }

    /// <summary>Commands that change something also have ways to look at it.</summary>
    private bool IsChange(string line, out string? command)
    {
        command = null;
        if (CommandLine.Parse(line, catalogue) is not CommandLine.Understood understood)
        {
            return false;
        }

        command = understood.Command.Spec.Name;

        return !understood.Command.Spec.IsReading(understood.Verb, understood.Words.Count + understood.Options.Count == 0);
    }

    private static ChatMessage Refusal(CommandAnswer.Refused refused) =>
        new() { Title = refused.Message, Tone = Tone.Notice, Blocks = refused.Fix.Length == 0 ? [] : [new ChatBlock.Line(refused.Fix)] };

    private static ChatMessage Unsaid(Said said, string then) => new()
    {
        Title = said == Said.Perhaps
            ? $"The platform did not say whether this reached the channel. If it is not there: {char.ToLowerInvariant(then[0])}{then[1..]}."
            : $"This could not be posted in the channel. {then}.",
        Tone = Tone.Notice,
    };
}
