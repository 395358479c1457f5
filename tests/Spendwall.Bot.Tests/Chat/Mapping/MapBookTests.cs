using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Mapping;

namespace Spendwall.Bot.Tests.Chat.Mapping;

public sealed class MapBookTests
{
    private static readonly Scope Batch = new(new Dictionary<string, string> { ["account"] = "main", ["key"] = "batch" });

    [Fact]
    public void ValueOn_TwoSelectors_TakesTheNarrower()
    {
        var book = new MapBook([new(Scope.Account("main"), "team", "ops", null, "settings"), new(Scope.Of("key", "batch"), "team", "search", null, "settings")]);

        Assert.Equal("search", book.ValueOn(new(2026, 11, 17), "team", selector => selector.Contains(Batch)));
        Assert.Equal("ops", book.ValueOn(new(2026, 11, 17), "team", static selector => selector.Contains(Scope.Account("main"))));
        Assert.Null(book.ValueOn(new(2026, 11, 17), "customer", selector => selector.Contains(Batch)));
    }

    [Fact]
    public void ValueOn_AChange_HoldsFromItsDayOn()
    {
        var selector = Scope.Of("key", "batch");
        var book = new MapBook([new(selector, "team", "old", null, "a") { Id = 1 }, new(selector, "team", "new", ChatTime.At("2026-11-10T00:00Z"), "a") { Id = 2 }, new(selector, "team", null, ChatTime.At("2026-11-12T00:00Z"), "a") { Id = 3 }]);

        Assert.Equal(
            ["old", "new", "new", null],
            new[] { 9, 10, 11, 12 }.Select(day => book.ValueOn(new(2026, 11, day), "team", static _ => true)));
        Assert.True(book.ChangesWithin(new(ChatTime.At("2026-11-10T00:00Z"), ChatTime.At("2026-11-11T00:00Z")), "team"));
        Assert.False(book.ChangesWithin(new(ChatTime.At("2026-11-13T00:00Z"), ChatTime.At("2026-11-20T00:00Z")), "team"));
    }

    [Fact]
    public void Parse_ASettingsLine_IsOneEntryForEachTarget() =>
        Assert.Equal(
            ["key:\"batch 7\" workflow=summaries", "key:\"batch 7\" team=search"],
            MapLine.Parse("workflow:summaries key:\"batch 7\" team:search").Select(entry => $"{entry.Selector} {entry.Kind}={entry.Value}"));

    [Theory]
    [InlineData("key:a", "Say what it is used for")]
    [InlineData("team:a", "Say whose spend it is")]
    [InlineData("key:a owner:b team:c", "'owner:' cannot be mapped")]
    [InlineData("key:a colour:b", "'colour' is no kind of scope")]
    [InlineData("nonsense", "is no scope")]
    [InlineData("key: team:a", "cannot be empty")]
    public void Parse_ALineThatIsNone_SaysWhy(string line, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => MapLine.Parse(line)).Message, StringComparison.Ordinal);
}
