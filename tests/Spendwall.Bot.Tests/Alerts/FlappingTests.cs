using FsCheck;
using FsCheck.Fluent;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Tests.Alerts;

/// <summary>Whatever the runway does, the channel sees one life after the other, each begun and ended once.</summary>
public sealed class FlappingTests
{
    [Fact]
    public void AnyWalkOfTheRunway_FirstIsNeverTwiceWithoutRecovered()
    {
        var steps = Gen.Choose(-60, 60).ListOf().Select(static list => list.ToList()).ToArbitrary();

        Prop.ForAll(steps, static walk =>
        {
            var said = Walk(walk.Select(static step => step / 10.0), start: 75);
            int open = 0;
            foreach (var reason in said)
            {
                open += reason switch { AlertReason.First => 1, AlertReason.Recovered => -1, _ => 0 };
                if (open is < 0 or > 1 || (reason is AlertReason.Worse or AlertReason.StillTrue && open != 1))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void AnyTremblingWithinAFifthOfAThreshold_IsToldAtMostOnce()
    {
        // Warning begins at 72 h of P50; up to 86 h is not clearly better, and critical (41.4 h here) is far.
        var hours = Gen.Choose(600, 864).ListOf().Select(static list => list.ToList()).ToArbitrary();

        Prop.ForAll(hours, static values =>
        {
            var said = Says(values.Select(static tenths => tenths / 10.0));

            return said.Count(static reason => reason == AlertReason.First) <= 1
                && !said.Contains(AlertReason.Recovered)
                && !said.Contains(AlertReason.Worse);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task LongTrembling_RealPipeline_IsOneRootForEachIncident()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();
        var random = new Random(7);
        double hours = 80;
        for (int i = 0; i < 120; i++)
        {
            hours = Math.Clamp(hours + (random.NextDouble() * 30) - 15, 5, 160);
            world.Clock.Advance(TimeSpan.FromMinutes(10));
            await world.RoundAsync(Outlooks.Runway(hours));
        }

        var roots = world.Sink.Roots.Select(static root => ((Spendwall.Bot.Alerts.Outbox.AlertPost.Root)root.Post).Notice.Incident).ToList();
        Assert.True(roots.Count > 1, "the walk was meant to begin more than one incident");
        Assert.Equal(roots.Distinct(), roots);
        Assert.All(world.Sink.Edits, static edit => Assert.Equal("terminal", edit.Message.Channel));
    }

    private static List<AlertReason> Walk(IEnumerable<double> steps, double start)
    {
        double hours = start;

        return Says(steps.Select(step => hours = Math.Clamp(hours + step, 1, 150)));
    }

    /// <summary>Policy and machine only.</summary>
    private static List<AlertReason> Says(IEnumerable<double> hours)
    {
        Incident? open = null;
        var now = Outlooks.Now;
        var said = new List<AlertReason>();
        foreach (double value in hours)
        {
            now = now.AddMinutes(30);
            var held = open is null ? null : new Held(open.Level, open.Step, open.OpenedAt);
            var finding = LowCreditRule.Judge(Outlooks.Runway(value, now), held);
            var decision = IncidentMachine.Decide(open, "a", (finding as Finding.Holds)?.Condition, new(now, AlertCadence.Default));
            said.Add(decision.Reason);
            open = decision.After is { State: not IncidentState.Resolved } after ? after with { Number = 1 } : null;
        }

        return said;
    }
}
