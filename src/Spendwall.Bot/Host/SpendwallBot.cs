using System.CommandLine;
using Spendwall.Bot.Host.Verbs;

namespace Spendwall.Bot.Host;

/// <summary>The program: verbs and their dispatch.</summary>
internal static class SpendwallBot
{
    public static async Task<int> MainAsync(string[] args, BotProcess process)
    {
        var run = RunVerb.Create(process);
        var root = new RootCommand("Spendwall.Bot watches what a team spends on AI APIs and warns where the team talks. Without a verb it runs.")
        {
            Verb.SettingsFile,
            run,
            PollVerb.Create(process),
            AskVerb.Create(process),
            DoctorVerb.Create(process),
            ImportVerb.Create(process),
            BacktestVerb.Create(process),
            ExportVerb.Create(process),
            MigrateVerb.Create(process),
            CopyVerb.Create(process),
            BackupVerb.CreateBackup(process),
            BackupVerb.CreateRestore(process),
            ManifestVerb.Create(process),
            VersionVerb.Create(process),
        };
        root.Action = run.Action;

        // No response files: an owner begins with an at sign too.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            await Verb.RefuseUsageAsync(process, args, string.Join(Environment.NewLine, parsed.Errors.Select(static error => error.Message)));

            return ExitCode.Settings;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = process.Out, Error = process.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
