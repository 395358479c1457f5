using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Parsing;
using Spendwall.Bot.Chat.Slack.Home;
using Spendwall.Bot.Chat.Slack.Rendering;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Chat.Slack.Commands;

/// <summary>One command line from Slack to its answer: a reading and a refusal are for the asker, a change is for everyone.</summary>
internal sealed class SlackConversation(
    CommandRunner runner, CommandCatalogue catalogue, SlackDirectory directory, OwnerBook owners, SlackSpeaker speaker, SlackShares shares, SlackHomeFeed home) : IDisposable
{
    /// <summary>More answers at once than processors would finish no sooner, and hold up the acknowledgements of those to come.</summary>
    private readonly SemaphoreSlim thinking = new(Environment.ProcessorCount + 1);

    /// <summary>Told in the incident's thread by the outbox: to say it once more in the channel would be noise.</summary>
    private static readonly string[] OnIncidents = ["ack", "snooze"];

    /// <param name="incident">The incident of the thread or button.</param>
    /// <param name="version">Its version that the asker saw; 0: not told.</param>
    /// <param name="name">What the workspace calls the asker; null: not told.</param>
    public async Task AnswerAsync(string line, SlackPlace place, string? incident, int version, string? name, CancellationToken cancellationToken)
    {
        bool isChange = IsChange(line, out string? command);
        var run = await RunAsync(line, place, incident, version, name, cancellationToken);
        switch (run.Answer)
        {
            case CommandAnswer.Refused refused:
                await speaker.WhisperAsync(place, Refusal(refused), null, cancellationToken);
                break;

            case CommandAnswer.Done done when !isChange:
                var share = place.Channel.Length == 0 ? null : new SlackPress(incident, 0, line, shares.Keep(done.Message));
                await speaker.WhisperAsync(place, done.Message, share, cancellationToken);
                break;

            case CommandAnswer.Done done:
                home.Changed();
                if (OnIncidents.Contains(command, StringComparer.Ordinal))
                {
                    await speaker.WhisperAsync(place, done.Message, null, cancellationToken);
                }
                else
                {
                    string by = await WhoAsync(place.User, name, cancellationToken);
                    await speaker.SayAsync(place, done.Message with { Footer = [.. done.Message.Footer, $"by {by}"] }, cancellationToken);
                }

                break;
        }
    }

    /// <summary>Posts an answer where everyone sees it: as it was given, or asked anew when it is not kept any more.</summary>
    public async Task ShareAsync(SlackPress press, SlackPlace place, string? name, CancellationToken cancellationToken)
    {
        var (known, message) = press.Share is { } id ? shares.Take(id) : (false, null);
        if (known && message is null)
        {
            return;
        }

        if (message is null)
        {
            if (IsChange(press.Command, out _))
            {
                return;
            }

            switch ((await RunAsync(press.Command, place, press.Incident, 0, name, cancellationToken)).Answer)
            {
                case CommandAnswer.Refused refused:
                    await speaker.WhisperAsync(place, Refusal(refused), null, cancellationToken);

                    return;

                case CommandAnswer.Done done:
                    message = done.Message;
                    break;
            }
        }

        string by = await WhoAsync(place.User, name, cancellationToken);
        string asked = $"/{ForeignText.Excerpt(press.Command.TrimStart('/'), 200)}";
        if (await speaker.SayAsync(place, message! with { Footer = [.. message.Footer, $"shared by {by}: {asked}"] }, cancellationToken))
        {
            await speaker.RemoveAsync(place, cancellationToken);
        }
    }

    public void Dispose() => thinking.Dispose();

    private async Task<CommandRun> RunAsync(string line, SlackPlace place, string? incident, int version, string? name, CancellationToken cancellationToken)
    {
        var groups = await directory.GroupsAsync(place.User, cancellationToken);
        var channel = new ChannelAddress("slack", place.Channel);

        // Their name stands in what others read, so it is only asked for when something is to be written.
        name ??= IsChange(line, out _) ? await directory.NameAsync(place.User, cancellationToken) : null;
        var actor = new Actor($"slack:{place.User}", groups, LocalAdmin: false, channel.ToString()) { Name = name };

        await thinking.WaitAsync(cancellationToken);
        try
        {
            return await runner.ExecuteAsync(line, new Caller(actor, channel, incident, version), cancellationToken);
        }
        finally
        {
            thinking.Release();
        }
    }

    private async Task<string> WhoAsync(string user, string? name, CancellationToken cancellationToken)
    {
        string identity = $"slack:{user}";
        string known = await owners.NameOfAsync(identity, cancellationToken);

        return known != identity ? known : name ?? await directory.NameAsync(user, cancellationToken) ?? identity;
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
        bool looks = understood.Verb is "show" or "list" || (understood.Verb is null && understood.Words.Count == 0 && understood.Options.Count == 0 && understood.Command.Spec.Verbs.Count > 0);

        return !understood.Command.Spec.ReadOnly && !looks;
    }

    private static ChatMessage Refusal(CommandAnswer.Refused refused) =>
        new() { Title = refused.Message, Tone = Tone.Notice, Blocks = refused.Fix.Length == 0 ? [] : [new ChatBlock.Line(refused.Fix)] };
}
