using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Governance.Auditing;
using Spendwall.Bot.Host.Doctor;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>doctor</c>: checks keys, key kinds, scopes, channels, clock and storage, and says each fix in one line.</summary>
internal static class DoctorVerb
{
    public static Command Create(BotProcess process)
    {
        var sendTest = new Option<bool>("--send-test") { Description = "Also post one marked test alert per channel, with its mention, and say what arrived." };
        var spendTest = new Option<bool>("--spend-test") { Description = "Also send three tiny requests through your own OpenRouter key, and compare estimate, record and deduction. Asks first." };
        var mostUsd = new Option<decimal>("--max-usd") { Description = "What the spend test may cost at most.", HelpName = "USD", DefaultValueFactory = static _ => 0.05m };
        var yes = new Option<bool>("--yes") { Description = "Do not ask before the spend test." };
        mostUsd.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !(decimal.TryParse(token.Value, System.Globalization.CultureInfo.InvariantCulture, out decimal usd) && usd is > 0 and <= 10))
            {
                result.AddError("--max-usd takes more than 0 and at most 10.");
            }
        });
        var command = new Command("doctor", "Check settings, storage, keys, channels and clock.") { Verb.Json, sendTest, spendTest, mostUsd, yes };
        command.SetAction((parsed, cancellationToken) => Verb.RunAsync(process, parsed, settings => BotServices.UseAsync(
            process,
            settings,
            LogLevel.Error,
            async services =>
            {
                var most = Usd.FromDollars(parsed.GetValue(mostUsd));
                if (parsed.GetValue(spendTest) && !parsed.GetValue(yes) && !await MaySpendAsync(process, most))
                {
                    return ExitCode.Refused;
                }

                var findings = new List<Finding> { new(Verdict.Well, "settings", $"{settings.Options.Accounts.Count} account(s) from {settings.Source}") };
                findings.AddRange(settings.Warnings.Select(warning => new Finding(Verdict.Notice, "settings", warning)));
                findings.Add(await StorageAsync(services, cancellationToken));
                findings.Add(await AuditAsync(services, cancellationToken));
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

                if (parsed.GetValue(spendTest))
                {
                    foreach (var account in settings.Options.Accounts)
                    {
                        findings.AddRange(await services.GetRequiredService<SpendTest>().RunAsync(account, most, cancellationToken));
                    }
                }

                await WriteAsync(process, findings, parsed.GetValue(Verb.Json));

                return findings.Exists(finding => finding.Verdict == Verdict.Fault) ? ExitCode.Refused : ExitCode.Done;
            },
            cancellationToken)));

        return command;
    }

    /// <summary>Money is spent only after it was typed, or said on the command line.</summary>
    private static async Task<bool> MaySpendAsync(BotProcess process, Usd most)
    {
        if (!process.Interactive)
        {
            await process.Error.WriteLineAsync("--spend-test spends real money and nobody is here to say yes: add --yes. Nothing was sent.");

            return false;
        }

        await process.Error.WriteAsync($"This sends {SpendTest.Requests} tiny requests through your OpenRouter key, for at most {most} an account. Type spend to go on: ");
        if ((await process.In.ReadLineAsync())?.Trim() == "spend")
        {
            return true;
        }

        await process.Error.WriteLineAsync("Nothing was sent.");

        return false;
    }

    private static async Task<Finding> StorageAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var storage = services.GetRequiredService<ILedgerStorage>();
        var faults = await storage.IntegrityCheckAsync(cancellationToken);

        return faults.Count == 0
            ? new(Verdict.Well, "storage", $"the whole database is sound ({await storage.DescribeAsync(cancellationToken)})")
            : new(Verdict.Fault, "storage", string.Join("; ", faults.Take(3)), "stop the bot and restore a backup");
    }

    private static async Task<Finding> AuditAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var differences = await services.GetRequiredService<AuditCheck>().DifferencesAsync(cancellationToken);

        return differences.Count == 0
            ? new(Verdict.Well, "audit log", "tells the state that the tables have")
            : new(Verdict.Notice, "audit log", $"{differences.Count} thing(s) differ from the tables: {string.Join("; ", differences.Take(3))}", "somebody changed the database by hand: set it anew by command, or restore a backup");
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
