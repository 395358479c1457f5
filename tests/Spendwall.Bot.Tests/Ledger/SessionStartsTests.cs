using Spendwall.Bot.Ledger.Sessions;
using Spendwall.Bot.Tests.Support;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Ledger;

public class SessionStartsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [EngineFact]
    public async Task Read_StartsOfTheLastDay_AreThoseOfThisBotOldestFirst()
    {
        await using var database = await TestDatabase.CreateAsync();
        var starts = new SessionStarts(database.Database);
        await starts.RecordAsync("discord:1", Noon, default);
        await starts.RecordAsync("discord:2", Noon.AddHours(1), default);
        await starts.RecordAsync("discord:1", Noon.AddHours(2), default);

        Assert.Equal([Noon, Noon.AddHours(2)], await starts.ReadAsync("discord:1", Noon.AddHours(3), default));
        Assert.Equal([Noon.AddHours(2)], await starts.ReadAsync("discord:1", Noon.AddHours(24), default));
    }

    [EngineFact]
    public async Task Record_WhatIsOlderThanADay_GoesForGood()
    {
        await using var database = await TestDatabase.CreateAsync();
        var starts = new SessionStarts(database.Database);
        await starts.RecordAsync("discord:1", Noon, default);

        await starts.RecordAsync("discord:1", Noon.AddHours(25), default);

        Assert.Equal([Noon.AddHours(25)], await starts.ReadAsync("discord:1", Noon.AddHours(1), default));
    }
}
