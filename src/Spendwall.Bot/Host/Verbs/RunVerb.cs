using System.CommandLine;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>run</c>: the bot itself, until Ctrl-C or SIGTERM.</summary>
internal static class RunVerb
{
    public static Command Create(BotProcess process)
    {
        var command = new Command("run", "Run the bot (the default).");
        command.SetAction((parsed, cancellationToken) => Verb.RunAsync(process, parsed, async settings =>
        {
            // From here on, and not only once the host listens: a start that is checking a large database can be stopped too.
            using var signals = new StopSignals();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, signals.Token);

            return await BotHost.RunAsync(settings, process, stop.Token);
        }));

        return command;
    }
}
