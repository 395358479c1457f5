using System.Globalization;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Anomalies;
using Spendwall.Bot.Tests.Alerts.Conditions;

namespace Spendwall.Bot.Tests.Alerts.Incidents;

/// <summary>Properties over random lives: every decision is a message or a reason on record, and nobody is called twice for the same.</summary>
public sealed class NothingIsLostTests
{
    private static readonly DateTimeOffset Now = Outlooks.Now;

    private static readonly AlertMoment Moment = new(Now, AlertCadence.Default) { Owner = Person("@dana"), Target = Person("@lee") };

    [Fact]
    public void Machine_AnyLife_SaysSomethingOrWhyNot_AndCallsEachRungOnceForALevel()
    {
        int escalated = 0;
        int reminded = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            Incident? incident = null;
            var now = Now;
            var called = new HashSet<(AlertLevel, LadderRung)>();
            int reminders = 0;
            for (int step = 0; step < 200; step++)
            {
                now += TimeSpan.FromMinutes(random.Next(1, 300));
                if (incident is not null && random.Next(12) == 0 && Act(incident, random, now) is ActionOutcome.Done done)
                {
                    incident = done.After with { ActedById = "slack:U1", ActedAt = now, RemindedAt = null };
                    called.Clear();
                    reminders = 0;

                    continue;
                }

                var condition = random.Next(40) == 0 ? null : Condition(random);
                var moment = Moment with { Now = now, QuietUntil = now.Hour >= 22 ? now.FloorDay().AddDays(1) : null };
                var decision = IncidentMachine.Decide(incident, "a", condition, moment);
                if (condition is null)
                {
                    Assert.True(incident is null || decision.Reason == AlertReason.Recovered || decision.Skip is not null);
                    incident = null;
                    called.Clear();

                    continue;
                }

                Assert.True(decision.Reason != AlertReason.None || decision.Skip is { Reason.Length: > 0, Text.Length: > 0 }, $"seed {seed}, step {step}: silence without a reason");
                bool isOpen = incident is { State: IncidentState.Open, NotifiedAt: not null };
                if (decision.Reason == AlertReason.Escalated)
                {
                    escalated++;
                    Assert.True(isOpen && decision.After!.Level >= AlertLevel.Warning);
                    Assert.True(called.Add((decision.After!.RungLevel!.Value, decision.After.Rung)), $"seed {seed}, step {step}: {decision.After.Rung} called twice");
                    Assert.True(moment.QuietUntil is null || decision.After.Level >= AlertLevel.Critical);
                }
                else if (decision.Reason == AlertReason.Reminded)
                {
                    reminded++;
                    Assert.Equal((IncidentState.Acknowledged, 1), (incident!.State, ++reminders));
                }
                else if (decision.Reason is AlertReason.Worse or AlertReason.StillTrue && !isOpen)
                {
                    called.Clear();
                    reminders = 0;
                }

                incident = decision.After! with { Number = 1 };
            }
        }

        // The walk has to come by what it is about.
        Assert.True(escalated > 300 && reminded > 50, $"{escalated} escalations, {reminded} reminders");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Pipeline_AnyLife_EveryDecisionLeavesAMessageOrASkip(int seed)
    {
        var random = new Random(seed);
        await using var world = await AlertWorld.CreateAsync(new SpendwallOptions
        {
            Accounts = [Outlooks.Account with { Channels = ["slack:#ai", "discord:7"] }],
            Slack = new() { Enabled = true },
            FallbackChannel = "slack:#ops",
            QuietHours = "22:00-07:00 Europe/Berlin",
            Cadence = new() { BurstMost = 2 },
        });
        await world.LookAsync();
        for (int step = 0; step < 60; step++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 240)));
            var before = await EvidenceAsync(world);
            var decided = await world.Pipeline.EvaluateAsync(Outlook(random, world) with { Now = world.Clock.GetUtcNow() }, default);
            var after = await EvidenceAsync(world);
            foreach (var (incident, reason) in decided)
            {
                Assert.True(before.GetValueOrDefault(incident.Id, "") != after.GetValueOrDefault(incident.Id, ""), $"step {step}: {incident.Id} {reason} left nothing behind");
            }

            await world.NewPump().PumpAsync(default);
            if (random.Next(4) == 0 && (await world.Incidents.OpenAsync(default)) is { Count: > 0 } open)
            {
                await world.Desk.ActAsync(open[random.Next(open.Count)].Number, 0, AlertWorld.Local, world.Clock.GetUtcNow(), (incident, _) => Act(incident, random, world.Clock.GetUtcNow()), default);
            }
        }

        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.NewPump().PumpAsync(default);
        Assert.All(await world.OutboxAsync(), static row => Assert.True(row.State is DeliveryState.Sent or DeliveryState.Dropped, $"{row.Key} is {row.State}"));
    }

    [Fact]
    public async Task Pipeline_HistoryOfTheFirstLookIsOver_SaysWhyNobodyIsTold()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.RoundAsync(Outlooks.Runway(20) with { Caps = [new("batch-7", "key_limit", Usd.FromDollars(100), Usd.FromDollars(5), null, null)] });
        var silent = (await world.Incidents.OpenAsync(default)).Single(static incident => incident.Kind == "key_cap");

        await world.RoundAsync(Outlooks.Runway(20) with { Caps = [new("batch-7", "key_limit", Usd.FromDollars(100), Usd.FromDollars(100), null, null)] });

        var file = await world.FileAsync(silent.Number);
        Assert.Equal(IncidentState.Resolved, file.Incident.State);
        Assert.Empty(file.Deliveries);
        Assert.Equal(["first_look", "no_message"], file.Skips.Select(static skip => skip.Reason));
    }

    /// <summary>By incident: what was put into the outbox for it, in its own thread or in another's, and what was not and why.</summary>
    private static async Task<Dictionary<string, string>> EvidenceAsync(AlertWorld world)
    {
        var rows = (await world.OutboxAsync()).Select(static row => (Id: row.Key.StartsWith("guest:", StringComparison.Ordinal) ? row.Key.Split(':')[1] : row.Subject, Text: $"{row.Id}{row.State}{row.Payload}"))
            .Concat((await world.SkipsAsync()).Select(static row => (Id: row.Subject, Text: string.Create(CultureInfo.InvariantCulture, $"{row.Id}x{row.Times}"))));

        return rows.GroupBy(static row => row.Id).ToDictionary(static group => group.Key, static group => string.Join('\n', group.Select(static row => row.Text)));
    }

    private static AccountOutlook Outlook(Random random, AlertWorld world) => Outlooks.Runway(random.Next(3) switch { 0 => 20, 1 => 60, _ => 5000 }) with
    {
        Caps = [.. Enumerable.Range(1, 4).Select(i => new CapOutlook($"key-{i}", "key_limit", Usd.FromDollars(100), Usd.FromDollars(random.Next(3) == 0 ? 5 : 100), null, null))],
        Anomalies = random.Next(2) == 0 ? AnomalyRuleTests.Anomalies(AnomalyFigure.Spend, random.Next(1, 90), world.Clock.GetUtcNow()) : new(world.Clock.GetUtcNow(), [], null),
    };

    private static ActionOutcome Act(Incident incident, Random random, DateTimeOffset now) => random.Next(2) == 0
        ? IncidentActions.Acknowledge(incident, "@dana", now)
        : IncidentActions.Snooze(incident, now.AddHours(random.Next(1, 30)), null, "@dana", now);

    private static Condition Condition(Random random) => new()
    {
        Kind = "anomaly",
        Fingerprint = "anomaly",
        Scope = Scope.Account("a"),
        Level = random.Next(30) switch { 0 => AlertLevel.Exhausted, < 4 => AlertLevel.Critical, < 6 => AlertLevel.Notice, 6 => AlertLevel.Information, _ => AlertLevel.Warning },
        Step = random.Next(8) == 0 ? random.Next(3) : 1,
        Title = $"It is so, {random.Next(3)}",
        Class = (RiseClass?)(random.Next(3) == 0 ? RiseClass.Unknown : RiseClass.Growth),
    };

    private static Principal Person(string name) => new(name, PrincipalKind.User, new Dictionary<string, string>());
}
