using FsCheck;
using FsCheck.Fluent;
using Spendwall.Bot.Chat.Terminal;

namespace Spendwall.Bot.Tests.Chat.Terminal;

public sealed class TerminalPromptTests
{
    [Fact]
    public async Task RunLines_AnswersEachLineAndEndsWithTheInput()
    {
        await using var bench = await ChatBench.CreateAsync();
        var output = new StringWriter();
        var prompt = Prompt(bench, output);

        await prompt.RunLinesAsync(new StringReader("/nope\n\n/status nope\n"), CancellationToken.None);

        Assert.Equal(
            "• There is no command '/nope'.\n  /help lists the commands.\n"
            + "• 'nope' is no account, provider, owner, project, key or model known here.\n"
            + "  Known accounts: openrouter-main, openai-acme. A kind and a value name it exactly, such\n  as model:NAME.\n",
            output.ToString());
    }

    [Fact]
    public async Task RunKeys_TabAndHistory_TypeForYou()
    {
        await using var bench = await ChatBench.CreateAsync();
        var output = new StringWriter();
        var keys = new Queue<ConsoleKeyInfo>(
            [.. Keys("/sta"), Key('\t', ConsoleKey.Tab), .. Keys("nope"), Key('\r', ConsoleKey.Enter), Key('\0', ConsoleKey.UpArrow), Key('\r', ConsoleKey.Enter)]);

        await Prompt(bench, output).RunKeysAsync(() => keys.TryDequeue(out var key) ? key : null, CancellationToken.None);

        Assert.Equal(2, output.ToString().Split("'nope' is no account").Length - 1);
        Assert.Contains("> /status nope\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Screen_AnAlertWhileTyping_StandsAboveTheLine()
    {
        var output = new StringWriter();
        var screen = new TerminalScreen(output, static () => 80, colour: false);
        screen.Type("> /spe", 0);

        screen.Write("▲ low\n");

        Assert.EndsWith("\r\x1b[K▲ low\n> /spe", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sp", "/spend")]
    [InlineData("sp", "/spend")]
    [InlineData("/spend ope", "openrouter-main|openai-acme")]
    [InlineData("/spend openai wee", "week")]
    [InlineData("/spend by:mo", "by:model")]
    [InlineData("/spend account:openr", "account:openrouter-main")]
    [InlineData("/credits a", "add|account:")]
    [InlineData("/help ru", "runway")]
    [InlineData("/nope x", "")]
    public async Task Completion_AtTheCursor_OffersWhatFits(string before, string expected)
    {
        await using var bench = await ChatBench.CreateAsync();

        Assert.Equal(expected, string.Join('|', new CommandCompletion(bench.Catalogue, bench.Options).At(before)));
    }

    [Fact]
    public void Editor_AmbiguousTab_ExtendsTheCommonPartThenOffersChoices()
    {
        var editor = new LineEditor(static _ => ["/spend", "/spawn"]);
        Type(editor, "/s");

        editor.Press(Key('\t', ConsoleKey.Tab));
        Assert.Equal(("/sp", 0), (editor.Text, editor.Choices.Count));
        editor.Press(Key('\t', ConsoleKey.Tab));
        Assert.Equal(["/spend", "/spawn"], editor.Choices);
    }

    [Fact]
    public void Editor_EditsInTheMiddle()
    {
        var editor = new LineEditor(static _ => []);
        Type(editor, "abd");
        editor.Press(Key('\0', ConsoleKey.LeftArrow));
        Type(editor, "c");
        editor.Press(Key('\0', ConsoleKey.Home));
        editor.Press(Key('\0', ConsoleKey.Delete));

        Assert.Equal("bcd", editor.Press(Key('\r', ConsoleKey.Enter)));
        Assert.Equal("", editor.Text);
    }

    [Fact]
    public void Editor_AnyKeys_KeepTheCursorInside() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(char, byte)[]>(), keys =>
        {
            var editor = new LineEditor(static before => [before + "x", before + "y"]);
            foreach (var (character, code) in keys)
            {
                editor.Press(new ConsoleKeyInfo(character, (ConsoleKey)code, shift: false, alt: false, control: code % 3 == 0));
                Assert.InRange(editor.Cursor, 0, editor.Text.Length);
            }
        }).QuickCheckThrowOnFailure();

    private static TerminalPrompt Prompt(ChatBench bench, StringWriter output) =>
        new(bench.Runner, new CommandCompletion(bench.Catalogue, bench.Options), new TerminalScreen(output, static () => 90, colour: false));

    private static void Type(LineEditor editor, string text)
    {
        foreach (var key in Keys(text))
        {
            editor.Press(key);
        }
    }

    private static IEnumerable<ConsoleKeyInfo> Keys(string text) => text.Select(static c => Key(c, 0));

    private static ConsoleKeyInfo Key(char character, ConsoleKey key) => new(character, key, shift: false, alt: false, control: false);
}
