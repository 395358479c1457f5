using FsCheck;
using FsCheck.Fluent;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Parsing;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class CommandLineTests
{
    private static readonly CommandCatalogue Catalogue = new([new Sample()]);

    [Theory]
    [InlineData("/sample set one two by:model", "set", "one|two", "by=model")]
    [InlineData("sample by:model SET one", "set", "one", "by=model")]
    [InlineData("SAMPLE by:MODEL list", "list", "", "by=model")]
    [InlineData("/spendwall sample set", "set", "", "")]
    [InlineData("spendwall /sample set", "set", "", "")]
    [InlineData("@Spendwall sample set", "set", "", "")]
    [InlineData("/sample set \"two words\" note:\"a b c\"", "set", "two words", "note=a b c")]
    [InlineData("/sample set “curly quotes” note:“x y”", "set", "curly quotes", "note=x y")]
    [InlineData("/sample set vendor/model:free 12:30 https://x.example/a", "set", "vendor/model:free|12:30|https://x.example/a", "")]
    [InlineData("/sample set \"ft:gpt-4o:acme\"", "set", "ft:gpt-4o:acme", "")]
    [InlineData("/sample set it's 5\"", "set", "it's|5\"", "")]
    [InlineData("/sample", null, "", "")]
    public void Parse_TokensInAnyOrder_AreTakenApart(string line, string? verb, string words, string options)
    {
        var understood = Assert.IsType<CommandLine.Understood>(CommandLine.Parse(line, Catalogue));

        Assert.Equal("sample", understood.Command.Spec.Name);
        Assert.Equal(verb, understood.Verb);
        Assert.Equal(words, string.Join('|', understood.Words));
        Assert.Equal(options, string.Join('|', understood.Options.Select(option => $"{option.Key}={option.Value}")));
    }

    [Theory]
    [InlineData("/sampel", "unknown", "There is no command '/sampel'. Did you mean /sample?", "/help lists the commands.")]
    [InlineData("/zzz", "unknown", "There is no command '/zzz'.", "/help lists the commands.")]
    [InlineData("/sample sett x", "usage", "/sample cannot 'sett'. Did you mean set? It can set or list.", "Such as /sample set x")]
    [InlineData("/sample set bye:model", "usage", "/sample has no option 'bye:'. Did you mean by? It has by:, note:.", "A value with a colon is quoted: \"bye:model\".")]
    [InlineData("/sample set by:modle", "usage", "by: cannot be 'modle'. Did you mean model?", "by: takes model or key.")]
    [InlineData("/sample set by: model", "usage", "by: needs a value.", "Write it without a space, such as by:model.")]
    [InlineData("/sample set by:key by:model", "usage", "by: is given twice.", "Give by: once.")]
    [InlineData("/sample set \"open", "usage", "A quote is not closed.", "Write text with spaces as \"…\".")]
    [InlineData("by:model", "usage", "'by:model' is no command.", "Begin with a command; /help lists them.")]
    public void Parse_WhatCannotBeUnderstood_IsRefusedWithAFix(string line, string kind, string message, string fix)
    {
        var refused = Assert.IsType<CommandLine.Refused>(CommandLine.Parse(line, Catalogue));

        Assert.Equal(new CommandAnswer.Refused(kind, message, fix), refused.Answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("/")]
    [InlineData("/spendwall")]
    public void Parse_NothingTyped_IsHelp(string line) =>
        Assert.Equal("help", Assert.IsType<CommandLine.Understood>(CommandLine.Parse(line, Catalogue)).Command.Spec.Name);

    [Fact]
    public void Parse_AnyText_NeverThrows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            Assert.NotNull(CommandLine.Parse(text ?? "", Catalogue));
            Assert.NotNull(CommandLine.Parse("/sample " + text, Catalogue));
            Assert.NotNull(CommandLine.Parse($"/sample set note:\"{text}", Catalogue));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_QuotedWords_ComeBackAsTheyWere() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            string value = new([.. text.Get.Where(c => c is not ('"' or '“' or '”' or '„'))]);
            Assert.True(CommandToken.TrySplit($"\"{value}\" note:\"{value}\"", out var tokens));
            Assert.Equal([new CommandToken(null, value), new CommandToken("note", value)], tokens);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Catalogue_TwoCommandsOfOneName_AreRefused() => Assert.Throws<ArgumentException>(() => new CommandCatalogue([new Sample(), new Sample()]));

    private sealed class Sample : IChatCommand
    {
        public CommandSpec Spec { get; } = new(
            "sample", "A sample", ["set", "list"], "set …", [new("by", "Rows", ["model", "key"]), new("note", "Text", [])], ["/sample set x"], ReadOnly: true);

        public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
