using FsCheck;
using FsCheck.Fluent;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Errors;
using Spendwall.Bot.Tests.Support;
using static Spendwall.Bot.Tests.Ledger.Requests.Records;

namespace Spendwall.Bot.Tests.Ledger.Requests;

/// <summary>Whatever the order, the repeats and the parts in which words on requests come: one store, and sums that are those of its rows.</summary>
public sealed class RequestPropertyTests
{
    private static readonly Gen<RequestRecord> Words =
        from id in Gen.Choose(1, 6)
        from attempt in Gen.Frequency((4, Gen.Constant(1)), (1, Gen.Constant(2)))
        from minute in Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(0, 3000).Select(static minute => (int?)minute))
        from workflow in Gen.Elements("", "summaries", "search")
        from served in Gen.Elements("", "x/a", "x/b")
        from status in Gen.Elements<int?>(null, 200, 402, 429)
        from cause in Gen.Elements<ErrorCause?>(null, null, ErrorCause.RateLimit, ErrorCause.CreditsExhausted)
        from tokens in Gen.Elements<long?>(null, 0, 10, 500)
        from cost in Gen.Elements<int?>(null, 0, 3, 7)
        from source in Gen.Elements(CostSource.Estimate, CostSource.Caller, CostSource.Provider)
        from costAt in Gen.Elements<int?>(null, 1, 2)
        from accepted in Gen.Elements<bool?>(null, true, false)
        from acceptedAt in Gen.Elements<int?>(null, 1, 2)
        from tries in Gen.Elements<int?>(null, 1, 3)
        select new RequestRecord
        {
            Account = id > 4 ? "other" : Account,
            Id = $"gen-{id}",
            Attempt = attempt,
            Time = minute is { } later ? Monday.AddMinutes(later) : null,
            Labels = new() { Workflow = workflow, ModelServed = served },
            Status = status,
            Cause = cause,
            InputTokens = tokens,
            OutputTokens = tokens / 2,
            Cost = cost is { } dollars ? Usd.FromDollars(dollars) : null,
            CostSource = cost is null ? CostSource.NotTold : source,
            CostAt = costAt is { } day && cost is not null ? Monday.AddDays(day) : null,
            Accepted = accepted,
            AcceptedAt = acceptedAt is { } marked && accepted is not null ? Monday.AddDays(marked) : null,
            Tries = tries,
            FromCache = tries == 1 ? true : null,
            Source = RequestSource.Lines,
            SeenAt = Monday,
        };

    [Fact]
    public void AnyOrderRepeatsAndSplitting_GiveTheSameStoreAndSums()
    {
        var deliveries =
            from words in Gen.NonEmptyListOf(Words)
            from again in Gen.ListOf(Gen.Elements<RequestRecord>([.. words]))
            from shuffled in Gen.Shuffle([.. words, .. again])
            from size in Gen.Choose(1, 5)
            select (Words: words.ToList(), Parts: shuffled.Chunk(size).ToList());

        Prop.ForAll(deliveries.ToArbitrary(), delivery => HoldsAsync(delivery.Words, delivery.Parts).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(30));
    }

    private static async Task<bool> HoldsAsync(List<RequestRecord> words, List<RequestRecord[]> parts)
    {
        await using var once = await TestDatabase.CreateAsync();
        await using var often = await TestDatabase.CreateAsync();
        await new RequestStore(once.Database).StoreAsync(words, default);
        var store = new RequestStore(often.Database);
        foreach (var part in parts)
        {
            await store.StoreAsync(part, default);

            // Sent again at once, it says nothing new.
            Assert.Equal(0, await ChangesAsync(store, part));
        }

        Assert.Equal(await ContentAsync(once), await ContentAsync(often));
        foreach (string account in new[] { Account, "other" })
        {
            var rows = await store.RecordsAsync(account, Always, default).ToListAsync();
            var sums = await store.SumsAsync(new(account, Always, RequestDimension.Labels | RequestDimension.Outcome | RequestDimension.Attempt | RequestDimension.Hour), default);
            var expected = rows
                .GroupBy(static row => (row.Labels, Outcome: RequestOutcome.Of(row), row.Attempt, Start: row.Time!.Value.FloorHour()))
                .ToDictionary(static group => group.Key, static group => Sum(group));
            Assert.Equal(expected.Count, sums.Count);
            Assert.All(sums, sum => Assert.Equal(expected[(sum.Labels, sum.Outcome!.Value, sum.Attempt!.Value, sum.Start!.Value)], sum.Figures));
        }

        return true;
    }

    private static async Task<int> ChangesAsync(RequestStore store, RequestRecord[] part)
    {
        var stored = await store.StoreAsync(part, default);

        return stored.Added + stored.Changed;
    }
}
