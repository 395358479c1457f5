using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Parsing;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Alerts.Events;

namespace Spendwall.Bot.Tests.Chat.Ladder;

/// <summary>The commands of the catalogue by the rung that each verb needs, and people who stand on each rung. A new command joins by being there.</summary>
internal static class LadderRows
{
    /// <summary>The rungs below admin; who holds one holds it for everything.</summary>
    public static readonly AccessLevel[] Rungs = [AccessLevel.View, AccessLevel.Operate, AccessLevel.Own];

    /// <summary>A line for each verb that needs a rung, from the examples of its command.</summary>
    public static IReadOnlyList<(string Line, AccessLevel Needed)> Of(CommandCatalogue catalogue)
    {
        var rows = new List<(string, AccessLevel)>();
        foreach (var spec in catalogue.Specs.Where(static spec => !spec.ReadOnly))
        {
            foreach (string verb in spec.Verbs.DefaultIfEmpty(""))
            {
                Assert.True(spec.Rungs.TryGetValue(verb, out var needed), $"/{spec.Name} {verb} does not say which rung it needs: name it in CommandSpec.Rungs");
                string? line = spec.Examples.FirstOrDefault(example => CommandLine.Parse(example, catalogue) is CommandLine.Understood understood && (understood.Verb ?? "") == verb);
                Assert.True(line is not null || needed == AccessLevel.View, $"/{spec.Name} {verb} needs {needed} and has no example to try it with");
                if (needed > AccessLevel.View)
                {
                    rows.Add((line!, needed));
                }
            }
        }

        Assert.True(rows.Count > 12, "the catalogue was not read");

        return rows;
    }

    /// <summary>What examples speak of is there, and people stand on their rungs.</summary>
    public static async Task PlantAsync(IServiceProvider services, Func<AccessLevel, string> identity)
    {
        await services.GetRequiredService<IncidentStore>().ChangeAsync(
            static async (work, token) =>
            {
                for (int i = 1; i <= 12; i++)
                {
                    await work.PutAsync(
                        new Incident
                        {
                            Account = "openrouter-main",
                            Kind = "low_credit",
                            Fingerprint = $"low_credit:{i}",
                            Scope = Scope.Account("openrouter-main"),
                            State = IncidentState.Open,
                            Level = AlertLevel.Warning,
                            Title = "low",
                            OpenedAt = Outlooks.Now,
                            NotifiedAt = Outlooks.Now,
                        },
                        token);
                }

                return true;
            },
            default);
        for (int i = 0; i < 3; i++)
        {
            await services.GetRequiredService<EventBook>().AddAsync(Happenings.Of(until: 48) with { Number = 0, AddedAt = Outlooks.Now }, default);
        }

        foreach (var rung in Rungs.Skip(1))
        {
            var who = await services.GetRequiredService<OwnerBook>().ResolveAsync(PrincipalText.Parse([$"@who-may-{rung}", identity(rung)])!, default);
            await services.GetRequiredService<AccessBook>().GrantAsync(new(Scope.All, who, rung, Outlooks.Now, "terminal:root"), AlertWorld.Local, default);
        }
    }

    public static async Task<int> ChangesAsync(IServiceProvider services) => (await services.GetRequiredService<AuditLog>().AllAsync(default)).Count;

    /// <summary>Tries each line on each rung; <paramref name="ask"/> answers what the asker was told.</summary>
    /// <param name="actor">Who stands on a rung, as the platform would tell.</param>
    public static async Task TryAsync(IServiceProvider services, Func<AccessLevel, Actor> actor, Func<string, AccessLevel, Task<string>> ask)
    {
        var runner = services.GetRequiredService<CommandRunner>();
        int changes = await ChangesAsync(services);
        foreach (var (line, needed) in Of(services.GetRequiredService<CommandCatalogue>()))
        {
            foreach (var rung in Rungs.Where(rung => rung < needed))
            {
                var who = actor(rung);
                var refused = (await runner.ExecuteAsync(line, new Caller(who, ChannelAddress.Parse(who.Channel)), default)).Answer as CommandAnswer.Refused;
                Assert.True(refused?.Kind == "permission", $"{line} by who may {rung}: {refused?.Kind ?? "done"}, {refused?.Message}");

                string told = await ask(line, rung);

                Assert.True(told.Contains(refused!.Fix, StringComparison.Ordinal), $"{line} by who may {rung} was answered: {told}");
                Assert.True(changes == await ChangesAsync(services), $"{line} by who may {rung} changed something");
            }
        }

        // Last, because it changes things: on its own rung nobody is told that they may not.
        foreach (var (line, needed) in Of(services.GetRequiredService<CommandCatalogue>()).Where(static row => row.Needed < AccessLevel.Admin))
        {
            var who = actor(needed);
            var answer = (await runner.ExecuteAsync(line, new Caller(who, ChannelAddress.Parse(who.Channel)), default)).Answer;
            Assert.False(answer is CommandAnswer.Refused { Kind: "permission" or "internal" }, $"{line} by who may {needed}: {answer}");
        }
    }
}
