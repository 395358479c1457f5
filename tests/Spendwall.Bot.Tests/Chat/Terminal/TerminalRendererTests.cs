using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Terminal;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Terminal;

/// <summary>Against committed text; <c>SPENDWALL_ACCEPT=1</c> writes it anew.</summary>
public sealed class TerminalRendererTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(60)]
    public async Task Render_Runway_IsTheCommittedText(int width)
    {
        await using var bench = await ChatBench.CreateAsync();
        bench.Outlook = static account => account.Name == "openrouter-main" ? ChatOutlooks.Reservoir(account) : ChatOutlooks.Unread(account);

        Matches($"runway-{width}", new TerminalRenderer(width, Colour: false).Render((await bench.DoneAsync("/runway")).Message));
    }

    [Fact]
    public async Task Render_Spend_IsTheCommittedText()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter);
        bench.Ledger.Mark("openrouter-main", "analytics.key-model", "2026-11-17T12:00Z");
        for (int day = 1; day <= 17; day++)
        {
            bench.Ledger.Add("openrouter-main", UsageView.KeyModel, $"2026-11-{day:00}T03:00Z", day * 1.5m, new() { Key = "prod", Model = "anthropic/claude-sonnet-9" }, 120 * day, 4_000_000 * day, 90_000 * day)
                .Add("openrouter-main", UsageView.KeyModel, $"2026-11-{day:00}T09:00Z", 0.0421m, new() { Key = "batch-7", Model = "openai/gpt-6-astra" }, 3, 2000, 100);
        }

        Matches("spend", new TerminalRenderer(100, Colour: false).Render((await bench.DoneAsync("/spend week by:model")).Message));
    }

    [Fact]
    public async Task Render_Help_IsTheCommittedText()
    {
        await using var bench = await ChatBench.CreateAsync();

        Matches("help", new TerminalRenderer(100, Colour: false).Render((await bench.RunAsync("/help")).Answer) + new TerminalRenderer(100, Colour: false).Render((await bench.RunAsync("/help map")).Answer));
    }

    [Fact]
    public void Render_AnAlert_IsTheCommittedText() => Matches("alert", new TerminalRenderer(80, Colour: false).Render(Alert("31 h of runway")));

    [Fact]
    public void Render_Colour_IsOnlyThereWhenTold()
    {
        Assert.StartsWith("\x1b[1m\x1b[31m◆ ", new TerminalRenderer(80, Colour: true).Render(Alert("x")), StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', new TerminalRenderer(80, Colour: false).Render(Alert("x")));
    }

    [Fact]
    public void Render_ForeignText_CannotSteerTheTerminal()
    {
        const string Evil = "m\x1b[2J\x1b]0;owned\x07o\u009b31md\u202eel\r\n@everyone\u200b\0";
        var message = new ChatMessage
        {
            Title = Evil,
            Mentions = [new Principal(Evil, PrincipalKind.User, new Dictionary<string, string>())],
            Blocks =
            [
                new ChatBlock.Line(Evil),
                new ChatBlock.Fields([(Evil, Evil)]),
                new ChatBlock.Table([Evil], [[Evil]], [false]),
                new ChatBlock.Spark(Evil, [1, null, double.NaN]),
                new ChatBlock.Code(Evil),
            ],
            Footer = [Evil],
            Buttons = [new ChatButton(Evil, Evil)],
        };

        string text = new TerminalRenderer(120, Colour: false).Render(message);

        Assert.DoesNotContain(text, static c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain(text, static c => c is '\u202e' or '\u200b');
        Assert.DoesNotContain("owned", text, StringComparison.Ordinal);
        Assert.Contains("model @everyone", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_ARefusal_ShowsTheFixAndNothingOfAnEscape()
    {
        await using var bench = await ChatBench.CreateAsync();

        string text = new TerminalRenderer(120, Colour: false).Render((await bench.RunAsync("/\x1b[31mnope \x07")).Answer);

        Assert.Equal("• There is no command '/nope'.\n  /help lists the commands.\n", text);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(72)]
    public void Render_NarrowTerminal_KeepsTextInside(int width)
    {
        var message = Alert(string.Join(' ', Enumerable.Repeat("word", 60))) with { Footer = [new string('x', 300), "漢字 " + new string('漢', 60)] };

        Assert.All(new TerminalRenderer(width, Colour: false).Render(message).Split('\n'), line => Assert.True(TextWidth.Of(line) <= width, line));
    }

    [Fact]
    public void Sparkline_UnknownAndZero_AreToldApart() => Assert.Equal("▁▅█·", Sparkline.Of([0, 2, 4, null]));

    private static ChatMessage Alert(string runway) => new()
    {
        Title = $"[critical] openrouter-main: $212.40 left, {runway}",
        Tone = Tone.Critical,
        Mentions = [new Principal("@dana", PrincipalKind.User, new Dictionary<string, string>())],
        Blocks = [new ChatBlock.Line("Burn rose from $3.20/h to $6.80/h since 14:00."), new ChatBlock.Fields([("Act by", "2026-11-17 10:30 UTC (2 h ago)"), ("Cause", "anthropic/claude-sonnet-9 +$41.20")])],
        Footer = ["as of 2026-11-17 12:26 UTC (4 min ago)"],
        Buttons = [new ChatButton("Acknowledge", "/ack INC-1", "INC-1", 1), new ChatButton("Snooze 4 h", "/snooze INC-1 4h", "INC-1", 1)],
        Link = new Uri("https://openrouter.ai/settings/credits"),
    };

    private static void Matches(string name, string text)
    {
        string path = Repository.Folder("tests", "Spendwall.Bot.Tests", "Chat", "Terminal", "Snapshots", name + ".txt");
        if (Environment.GetEnvironmentVariable("SPENDWALL_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }
}
