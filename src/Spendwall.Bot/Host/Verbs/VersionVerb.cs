using System.CommandLine;
using System.Reflection;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>version</c>: what this is.</summary>
internal static class VersionVerb
{
    public static Command Create(BotProcess process)
    {
        var command = new Command("version", "Print the version.");
        command.SetAction(_ =>
        {
            process.Out.WriteLine($"Spendwall.Bot {typeof(VersionVerb).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]}");

            return ExitCode.Done;
        });

        return command;
    }
}
