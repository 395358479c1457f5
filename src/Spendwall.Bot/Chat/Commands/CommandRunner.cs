using Spendwall.Bot.Chat.Commands.Parsing;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Chat.Commands;

/// <summary>One line from anywhere to one answer: the terminal, Slack, Discord and <c>ask</c> all come through here.</summary>
public sealed partial class CommandRunner(CommandCatalogue catalogue, TimeProvider clock, ILogger<CommandRunner> logger)
{
    /// <summary>The kind of a refusal that is the storage's fault and nobody's command.</summary>
    public const string StorageKind = "storage";

    /// <summary>Never throws but for cancellation: a failure of ours is a refusal of kind <c>internal</c> and a log line.</summary>
    public async Task<CommandAnswer> RunAsync(string line, Caller caller, CancellationToken cancellationToken) =>
        (await ExecuteAsync(line, caller, cancellationToken)).Answer;

    /// <summary>As <see cref="RunAsync"/>, with the command's name for <see cref="AnswerJson"/>.</summary>
    public async Task<CommandRun> ExecuteAsync(string line, Caller caller, CancellationToken cancellationToken)
    {
        switch (CommandLine.Parse(line, catalogue))
        {
            case CommandLine.Refused refused:
                return new(refused.Command, refused.Answer);

            case CommandLine.Understood understood:
                return new(understood.Command.Spec.Name, await AnswerAsync(understood, line, caller, cancellationToken));

            default:
                throw new InvalidOperationException("A command line is understood or refused.");
        }
    }

    private async Task<CommandAnswer> AnswerAsync(CommandLine.Understood line, string text, Caller caller, CancellationToken cancellationToken)
    {
        var request = new CommandRequest(text, line.Verb, line.Words, line.Options, caller) { Now = clock.GetUtcNow() };
        try
        {
            return await line.Command.RunAsync(request, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (StorageException exception)
        {
            return new CommandAnswer.Refused(StorageKind, exception.Message, "Nothing was changed; ask again after that.");
        }
#pragma warning disable CA1031 // The edge of the command: one bad command must not end a session.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(line.Command.Spec.Name, caller.Actor.Identity, exception);

            return new CommandAnswer.Refused("internal", $"/{line.Command.Spec.Name} failed inside the bot.", "Try again; the bot's log has the details.");
        }
    }

    [LoggerMessage(1, LogLevel.Error, "/{Command} of {Identity} failed")]
    private partial void LogFailed(string command, string identity, Exception exception);
}

/// <param name="Command">The command's name without the slash; null when none was recognised.</param>
public sealed record CommandRun(string? Command, CommandAnswer Answer);
