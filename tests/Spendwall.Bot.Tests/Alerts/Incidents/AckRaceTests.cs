using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Tests.Alerts.Incidents;

/// <summary>A person acknowledges while the evaluation finds that it is over: one order or the other, never half of both.</summary>
public sealed class AckRaceTests
{
    [Fact]
    public async Task Acknowledge_WhileItResolves_IsEitherBeforeTheEndOrRefused()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();
        for (int round = 1; round <= 12; round++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            long number = Assert.Single(await world.RoundAsync(Outlooks.Runway(40, now: world.Clock.GetUtcNow())), static told => told.Incident.State == IncidentState.Open).Incident.Number;
            world.Clock.Advance(TimeSpan.FromHours(1));
            var now = world.Clock.GetUtcNow();
            using var gate = new Barrier(3);

            var people = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                gate.SignalAndWait();

                return await world.Desk.ActAsync(number, 0, AlertWorld.Local, now, (incident, by) => IncidentActions.Acknowledge(incident, by, now), default);
            })).ToArray();
            var over = Task.Run(async () =>
            {
                gate.SignalAndWait();
                await world.NewPipeline().EvaluateAsync(Outlooks.Balance(10_000, now: now), default);
            });
            await over;
            var answers = await Task.WhenAll(people);

            var file = await world.FileAsync(number);
            var told = file.Transitions.Select(static transition => transition.Reason).ToList();
            int acknowledged = answers.Count(static answer => answer is DeskOutcome.Done);
            Assert.Equal(IncidentState.Resolved, file.Incident.State);
            Assert.Equal("Recovered", told[^1]);
            Assert.True(acknowledged <= 1);
            Assert.Equal(acknowledged, told.Count(static reason => reason == "Acknowledged"));
            Assert.Equal(acknowledged, (await world.AuditAsync()).Count(row => row.Subject == file.Incident.Id && row.Action == "incident.acknowledged"));
            Assert.All(answers.OfType<DeskOutcome.Refused>(), static refused => Assert.Equal("conflict", refused.Kind));
        }
    }
}
