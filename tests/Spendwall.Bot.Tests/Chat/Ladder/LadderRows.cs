using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Parsing;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Proposals;
using Spendwall.Bot.Ledger.Reviews;
using Spendwall.Bot.Money;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Alerts.Events;

namespace Spendwall.Bot.Tests.Chat.Ladder;

/// <summary>The commands of the catalogue by the rung that each verb needs, and people who stand on each rung. A new command joins by being there.</summary>
internal static class LadderRows
{
    /// <summary>The rungs below admin; who holds one holds it for everything.</summary>
    public static readonly AccessLevel[] Rungs = [AccessLevel.View, AccessLevel.Operate, AccessLevel.Own];

    /// <summary>The examples of each verb that needs a rung. The verb's rung is enough for the first; what is in another can need more.</summary>
    public static IReadOnlyList<(string Line, AccessLevel Needed, bool IsFirst)> Of(CommandCatalogue catalogue)
    {
        var rows = new List<(string, AccessLevel, bool)>();
        foreach (var spec in catalogue.Specs.Where(static spec => !spec.ReadOnly))
        {
            foreach (string verb in spec.Verbs.DefaultIfEmpty(""))
            {
                Assert.True(spec.Rungs.TryGetValue(verb, out var needed), $"/{spec.Name} {verb} does not say which rung it needs: name it in CommandSpec.Rungs");
                var lines = spec.Examples.Where(example => CommandLine.Parse(example, catalogue) is CommandLine.Understood understood && (understood.Verb ?? "") == verb).ToList();
                Assert.True(lines.Count > 0 || needed == AccessLevel.View, $"/{spec.Name} {verb} needs {needed} and has no example to try it with");
                if (needed > AccessLevel.View)
                {
                    rows.AddRange(lines.Select((line, at) => (line, needed, at == 0)));
                }
            }
        }

        Assert.True(rows.Count > 20, "the catalogue was not read");

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
            // A window is an event: both /event end and /launch stop speak of EV-3.
            await services.GetRequiredService<EventBook>().AddAsync(Happenings.Of(until: 48) with { Number = 0, Kind = EventKind.Launch, AddedAt = Outlooks.Now }, default);
        }

        await PlantRequestsAsync(services);
        await PlantReviewsAsync(services);
        var proposer = new Actor(identity(AccessLevel.Operate), [], LocalAdmin: false, "terminal");
        for (int i = 0; i < 7; i++)
        {
            await services.GetRequiredService<ProposalBook>().AddAsync("/snooze INC-12 30d", "", proposer, incident: null, Outlooks.Now, default);
        }

        foreach (var rung in Rungs.Skip(1))
        {
            var who = await services.GetRequiredService<OwnerBook>().ResolveAsync(PrincipalText.Parse([$"@who-may-{rung}", identity(rung)])!, default);
            await services.GetRequiredService<AccessBook>().GrantAsync(new(Scope.All, who, rung, Outlooks.Now, "terminal:root"), AlertWorld.Local, default);
        }
    }

    /// <summary>Up to EX-4, asked for by somebody else.</summary>
    private static async Task PlantRequestsAsync(IServiceProvider services)
    {
        for (int i = 0; i < 4; i++)
        {
            var asked = new BudgetException
            {
                Scope = Scope.Account("openai-acme"),
                Period = BudgetPeriod.Month,
                Amount = Usd.FromDollars(100),
                Reason = "launch",
                Evidence = "https://example.com/plan",
                RequestedBy = "slack:U0SOMEBODY",
                RequestedName = "@somebody",
                Channel = "terminal",
                RequestedAt = Outlooks.Now,
                LapsesAt = Outlooks.Now.AddDays(2),
                Until = Outlooks.Now.AddDays(3),
                Approver = "the owner",
            };
            await services.GetRequiredService<ExceptionStore>().AddAsync(
                asked, static _ => null, static after => new("slack:U0SOMEBODY", "terminal", "exception.request", after.Id, null, GovernanceJson.Of(after)), static (_, _, _) => Task.CompletedTask, default);
        }
    }

    /// <summary>Up to RV-3.</summary>
    private static async Task PlantReviewsAsync(IServiceProvider services)
    {
        string post = AlertJson.Write(new AlertPost.Note("Review", "The budgets of @dana"));
        for (int day = 1; day <= 3; day++)
        {
            var review = new BudgetReview
            {
                Owner = "@dana",
                OwnerKey = "@dana",
                Day = $"2026-11-0{day}",
                Cadence = ReviewCadence.Weekly,
                MadeAt = Outlooks.Now,
                Scopes = """["account:openai-acme"]""",
                Post = post,
            };
            await services.GetRequiredService<ReviewStore>().AddAsync(review, static added => added, static (_, _, _) => Task.CompletedTask, default);
        }
    }

    /// <summary>What was changed, what was posted and what was proposed, all told.</summary>
    public static Task<int> ChangesAsync(IServiceProvider services) => services.GetRequiredService<LedgerDatabase>().ReadAsync(
        static async (db, token) => await db.Set<AuditRow>().CountAsync(token) + await db.Set<Delivery>().CountAsync(token) + await db.Set<Proposal>().CountAsync(token), default);

    /// <summary>Tries each line on each rung; <paramref name="ask"/> answers what the asker was told.</summary>
    /// <param name="actor">Who stands on a rung, as the platform would tell.</param>
    public static async Task TryAsync(IServiceProvider services, Func<AccessLevel, Actor> actor, Func<string, AccessLevel, Task<string>> ask)
    {
        var runner = services.GetRequiredService<CommandRunner>();
        int changes = await ChangesAsync(services);
        foreach (var (line, needed, _) in Of(services.GetRequiredService<CommandCatalogue>()))
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
        foreach (var (line, needed, _) in Of(services.GetRequiredService<CommandCatalogue>()).Where(static row => row.IsFirst && row.Needed < AccessLevel.Admin))
        {
            var who = actor(needed);
            var answer = (await runner.ExecuteAsync(line, new Caller(who, ChannelAddress.Parse(who.Channel)), default)).Answer;
            Assert.False(answer is CommandAnswer.Refused { Kind: "permission" or "internal" }, $"{line} by who may {needed}: {answer}");
        }
    }
}
