using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Ledger;

/// <summary>The record of what was said does not grow for ever, and what is still needed of it stays.</summary>
public class HistoryRetentionTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    [EngineTheory]
    [InlineData(10, 59, 0)]
    [InlineData(10, 61, 3)]
    [InlineData(100, 99, 0)]
    [InlineData(100, 101, 3)]
    public async Task Prune_AResolvedIncident_LosesItsHistoryWithTheBucketsAndStaysItself(int retentionDays, int daysLater, int deleted)
    {
        await using var database = await TestDatabase.CreateAsync();
        await AddAsync(database, IncidentState.Resolved, DeliveryState.Sent);

        Assert.Equal(deleted, await PruneAsync(database, retentionDays, daysLater));
        Assert.Equal((1, 3 - deleted), await CountAsync(database));
    }

    [EngineFact]
    public async Task Prune_AnOpenIncident_KeepsAll()
    {
        await using var database = await TestDatabase.CreateAsync();
        await AddAsync(database, IncidentState.Acknowledged, DeliveryState.Sent);

        Assert.Equal(0, await PruneAsync(database, 100, 500));
    }

    [EngineTheory]
    [InlineData(DeliveryState.Pending)]
    [InlineData(DeliveryState.Sending)]
    public async Task Prune_WhatIsNotSentYet_Stays(DeliveryState state)
    {
        await using var database = await TestDatabase.CreateAsync();
        await AddAsync(database, IncidentState.Resolved, state);

        await PruneAsync(database, 100, 500);

        Assert.Equal((1, 1), await CountAsync(database));
    }

    private static Task<int> PruneAsync(TestDatabase database, int days, int later) =>
        new LedgerMaintenance(database.Database, new(database.Database)).PruneAsync(new RetentionOptions { Buckets = TimeSpan.FromDays(days) }, Start.AddDays(later), default);

    private static async Task AddAsync(TestDatabase database, IncidentState state, DeliveryState sent)
    {
        await using var db = database.CreateDbContext();
        var incident = new Incident
        {
            Account = "a",
            Kind = "k",
            Fingerprint = "f",
            Scope = Scope.Account("a"),
            State = state,
            Level = AlertLevel.Warning,
            Title = "t",
            OpenedAt = Start,
            ResolvedAt = state == IncidentState.Resolved ? Start : null,
        };
        db.Add(incident);
        await db.SaveChangesAsync();
        db.Add(new IncidentTransition { Incident = incident.Number, At = Start, Reason = "First", State = state, Level = AlertLevel.Warning, Actor = "bot", Text = "t" });
        db.Add(new SkipRow { Subject = incident.Id, Channel = "", Reason = "snoozed", Text = "t", FirstAt = Start, LastAt = Start });
        db.Add(new Delivery { Subject = incident.Id, Channel = "terminal", Kind = DeliveryKind.Root, Reason = "First", Key = "k1", Payload = "{}", State = sent, CreatedAt = Start, NextAttemptAt = Start });
        await db.SaveChangesAsync();
    }

    private static async Task<(int Incidents, int History)> CountAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();

        return (await db.Set<Incident>().CountAsync(),
            await db.Set<IncidentTransition>().CountAsync() + await db.Set<SkipRow>().CountAsync() + await db.Set<Delivery>().CountAsync());
    }
}
