using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host.Polling;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>poll</c>: one scheduled round of every account, beside a running bot or without one.</summary>
internal static class PollVerb
{
    public static Command Create(BotProcess process)
    {
        var command = new Command("poll", "Do one round now: read every account, judge, deliver.") { Verb.Json };
        command.SetAction((parsed, cancellationToken) => Verb.RunAsync(process, parsed, settings => BotServices.UseAsync(
            process,
            settings,
            LogLevel.Information,
            async services =>
            {
                var rounds = services.GetRequiredService<PollRounds>();
                var runs = await Task.WhenAll(settings.Options.Accounts.Select(account => rounds.RunAsync(account.Name, cancellationToken)));
                var ledger = services.GetRequiredService<ISpendLedger>();
                var results = new JsonArray();
                foreach (var (account, run) in settings.Options.Accounts.Zip(runs))
                {
                    var seen = await SeenAsync(ledger, account, cancellationToken);
                    results.Add(ToJson(run, seen));
                    if (!parsed.GetValue(Verb.Json))
                    {
                        await process.Out.WriteLineAsync(ToLine(run, seen));
                    }
                }

                if (parsed.GetValue(Verb.Json))
                {
                    await process.Out.WriteLineAsync(results.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
                }

                return runs.All(run => run.Ok) ? ExitCode.Done : ExitCode.Refused;
            },
            cancellationToken)));

        return command;
    }

    private static async Task<(DateTimeOffset? ObservedAt, DateTimeOffset? CoversUntil)> SeenAsync(ISpendLedger ledger, AccountOptions account, CancellationToken cancellationToken)
    {
        var marks = await ledger.MarksAsync(account.Name, cancellationToken);

        return ((await DataAge.ReadAsync(ledger, account, cancellationToken)).ReadAt, marks.Values.Where(mark => mark.ReadUntil is not null).Max(mark => mark.CoversUntil));
    }

    private static JsonObject ToJson(PollRun run, (DateTimeOffset? ObservedAt, DateTimeOffset? CoversUntil) seen) => new()
    {
        ["account"] = run.Account,
        ["ok"] = run.Ok,
        ["kind"] = run.Failure is { } failure ? JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.ToString()) : null,
        ["observed_at"] = seen.ObservedAt?.UtcDateTime,
        ["covers_until"] = seen.CoversUntil?.UtcDateTime,
        ["rows"] = run.Rows,
    };

    private static string ToLine(PollRun run, (DateTimeOffset? ObservedAt, DateTimeOffset? CoversUntil) seen) => run.Ok
        ? $"{run.Account}: ok, {run.Rows} rows, covers until {seen.CoversUntil ?? seen.ObservedAt:yyyy-MM-dd HH:mm} UTC"
        : $"{run.Account}: {run.Failure}: {run.Message} {run.Remedy}";
}
