using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Discord.Registration;

namespace Spendwall.Bot.Tests.Chat.Discord;

public sealed class DiscordCommandRulesTests
{
    private static readonly CommandSpec Plain = new("spend", "What was spent", [], "", [], [], ReadOnly: true);

    public static TheoryData<string, CommandSpec[], string?> Lists => new()
    {
        { "plain", [Plain], null },
        { "100 commands", Many(100), null },
        { "101 commands", Many(101), "the list: 101 are listed, at most 100 are taken" },
        { "the same name twice", [Plain, Plain], "the list: spend is there twice" },
        { "a name of 32", [Plain with { Name = new('a', 32) }], null },
        { "a name of 33", [Plain with { Name = new('a', 33) }], "is no name" },
        { "no name", [Plain with { Name = "" }], "is no name" },
        { "a space in the name", [Plain with { Name = "two words" }], "is no name" },
        { "a line break behind the name", [Plain with { Name = "spend\n" }], "is no name" },
        { "upper case", [Plain with { Name = "Spend" }], "is no name" },
        { "a name with marks", [Plain with { Name = "खर्च-ใช้จ่าย_it's" }], null },
        { "no description", [Plain with { Summary = "" }], "/spend: the description has 0 characters" },
        { "a long description is cut", [Plain with { Summary = new('d', 200) }], null },
        { "25 options", [Plain with { Options = Options(25) }], null },
        { "26 options", [Plain with { Options = Options(26) }], "/spend: 26 are listed, at most 25 are taken" },
        { "26 words and options of a verb", [Plain with { Verbs = ["set"], Words = [new("who", "Who", WordKind.Who)], Options = Options(25) }], "/spend set: 26 are listed" },
        { "26 verbs", [Plain with { Verbs = [.. Options(26).Select(static option => option.Key)], Words = [new("who", "Who", WordKind.Who)] }], "/spend: 26 are listed, at most 25 are taken" },
        { "26 choices of one option are suggested", [Plain with { Options = [new("by", "By", [.. Options(26).Select(static option => option.Key)])] }], null },
        { "26 choices that are all that can be said", [Plain with { Verbs = [.. Options(26).Select(static option => option.Key)] }], "/spend which: 26 are listed, at most 25 are taken" },
        { "a choice of 101", [Plain with { Options = [new("by", "By", [new('c', 101)])] }], "/spend by: the value of a choice has 101 characters" },
        { "a bad name below a verb", [Plain with { Verbs = ["set"], Options = [new("By", "By", [])] }], "/spend set: 'By' is no name" },
        { "8,000 characters", [Heavy(8_000)], null },
        { "8,001 characters", [Heavy(8_001)], "/spend has 8001 characters, at most 8000 are taken" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void Of_WhatDiscordWouldRefuse_IsRefusedHereAndSaysWhy(string list, CommandSpec[] specs, string? fault)
    {
        var thrown = Record.Exception(() => DiscordCommands.Of(specs, isGlobal: true));

        if (fault is null)
        {
            Assert.True(thrown is null, $"{list}: {thrown?.Message}");
        }
        else
        {
            Assert.Contains(fault, Assert.IsType<InvalidOperationException>(thrown).Message, StringComparison.Ordinal);
        }
    }

    private static CommandSpec[] Many(int count) => [.. Enumerable.Range(1, count).Select(static at => Plain with { Name = $"spend-{at}" })];

    private static CommandOption[] Options(int count) => [.. Enumerable.Range(1, count).Select(static at => new CommandOption($"option-{at}", "An option", []))];

    /// <summary>A command whose names, descriptions and values have so many characters.</summary>
    private static CommandSpec Heavy(int letters)
    {
        const int fixedPart = 5 + 1;
        var options = new List<CommandOption>();
        int left = letters - fixedPart;
        for (int at = 0; left > 0; at++)
        {
            // Two of the name, one of the description, twice as many as each value has.
            var values = new List<string>();
            left -= 3;
            while (left > 1 && values.Count < 25)
            {
                int length = Math.Min(left / 2, 90);
                values.Add($"{values.Count:00}".PadRight(length, 'v')[..length]);
                left -= 2 * length;
            }

            string summary = left is > 0 and < 5 ? new('d', 1 + left) : "d";
            left = left is > 0 and < 5 ? 0 : left;
            options.Add(new($"{(char)('a' + at)}x", summary, values));
        }

        return Plain with { Summary = "s", Options = options };
    }
}
