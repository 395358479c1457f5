using System.CommandLine;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>run</c>: the bot itself, until Ctrl-C or SIGTERM.</summary>
internal static class RunVerb
{
    public static Command Create(BotProcess process)
    {
        var command = new Command("run", "Run the bot (the default).");
        command.SetAction((parsed, cancellationToken) => Verb.RunAsync(process, parsed, settings => BotHost.RunAsync(settings, process, cancellationToken)));

        return command;
    }
}
