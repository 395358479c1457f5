using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Host.Doctor;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>doctor</c>: checks keys, key kinds, scopes, channels, clock and storage, and says each fix in one line.</summary>
internal static class DoctorVerb
{
    public static Command Create(BotProcess process)
    {
        var sendTest = new Option<bool>("--send-test") { Description = "Also post one marked test alert per channel, with its mention, and say what arrived." };
        var command = new Command("doctor", "Check settings, storage, keys, channels and clock.") { Verb.Json, sendTest };
        command.SetAction((parsed, cancellationToken) => Verb.RunAsync(process, parsed, settings => BotServices.UseAsync(
            process,
            settings,
            LogLevel.Error,
            async services =>
            {
                var findings = new List<Finding> { new(Verdict.Well, "settings", $"{settings.Options.Accounts.Count} account(s) from {settings.Source}") };
                findings.AddRange(settings.Warnings.Select(warning => new Finding(Verdict.Notice, "settings", warning)));
                findings.Add(await StorageAsync(services, cancellationToken));
                var checks = await Task.WhenAll(settings.Options.Accounts.Select(account => services.GetRequiredService<AccountCheck>().CheckAsync(account, cancellationToken)));
                findings.AddRange(checks.SelectMany(found => found));
                if (services.GetService<SlackCheck>() is { } slack)
                {
                    findings.AddRange(await slack.CheckAsync(cancellationToken));
                }

                if (services.GetService<DiscordCheck>() is { } discord)
                {
                    findings.AddRange(await discord.CheckAsync(cancellationToken));
                }

                findings.AddRange(await OwnersAsync(services, cancellationToken));
                if (parsed.GetValue(sendTest))
                {
                    findings.AddRange(await services.GetRequiredService<TestAlert>().SendAsync(cancellationToken));
                }

                await WriteAsync(process, findings, parsed.GetValue(Verb.Json));

                return findings.Exists(finding => finding.Verdict == Verdict.Fault) ? ExitCode.Refused : ExitCode.Done;
            },
            cancellationToken)));

        return command;
    }

    private static async Task<Finding> StorageAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var storage = services.GetRequiredService<ILedgerStorage>();
        var faults = await storage.IntegrityCheckAsync(cancellationToken);

        return faults.Count == 0
            ? new(Verdict.Well, "storage", $"the whole database is sound ({await storage.DescribeAsync(cancellationToken)})")
            : new(Verdict.Fault, "storage", string.Join("; ", faults.Take(3)), "stop the bot and restore a backup");
    }

    private static async Task<IReadOnlyList<Finding>> OwnersAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var owners = await services.GetRequiredService<IOwnerBook>().AllAsync(cancellationToken);

        return [.. owners.Where(owner => owner.Owner.Identities.Count == 0).Select(owner => owner.Owner.Name).Distinct()
            .Select(name => new Finding(Verdict.Notice, $"owner {name}", "is known on no platform: shown as text, pings nobody", $"name the account once: /owner set <scope> slack:U… or discord:<id>"))];
    }

    private static async Task WriteAsync(BotProcess process, List<Finding> findings, bool json)
    {
        if (json)
        {
            var rows = new JsonArray([.. findings.Select(finding => (JsonNode)new JsonObject
            {
                ["subject"] = finding.Subject,
                ["verdict"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(finding.Verdict.ToString()),
                ["message"] = finding.Message,
                ["fix"] = finding.Fix,
            })]);
            await process.Out.WriteLineAsync(rows.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));

            return;
        }

        foreach (var finding in findings)
        {
            await process.Out.WriteLineAsync(finding.ToString());
        }
    }
}
