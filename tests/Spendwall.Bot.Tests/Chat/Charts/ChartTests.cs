using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Charts;

namespace Spendwall.Bot.Tests.Chat.Charts;

public sealed class ChartTests
{
    private static readonly ChatBlock.Spark Spark = new("14 days, <USD> & co", [1, null, 2.5, 0, double.NaN, 4]);

    [Fact]
    public void Draw_Series_HasABarForEachKnownValueAndAGapForEachUnknownOne()
    {
        var svg = XDocument.Parse(SparkSvg.Draw(Spark)!).Root!;

        Assert.Equal(4 + 1, svg.Elements().Count(static part => part.Name.LocalName == "rect"));
        Assert.Equal(2, svg.Elements().Count(static part => part.Name.LocalName == "circle"));
        Assert.Contains(svg.Elements(), static part => part.Value == "14 days, <USD> & co");
    }

    [Fact]
    public void Draw_NegativeSmallAndHugeValues_StaysInThePicture()
    {
        foreach (double?[] values in new double?[][] { [-1, 2], [0, 0], [1e-7, 2e-7], [1e12, 3e12], [-5, -1] })
        {
            var svg = XDocument.Parse(SparkSvg.Draw(new("x", values))!).Root!;

            Assert.All(svg.Elements().Where(static part => part.Name.LocalName == "rect" && part.Attribute("x") is not null), static bar =>
            {
                Assert.InRange((double)bar.Attribute("y")!, 0, SparkSvg.Height);
                Assert.InRange((double)bar.Attribute("height")!, 0, SparkSvg.Height);
            });
            Assert.InRange(svg.Elements().Count(static part => part.Name.LocalName == "line"), 2, 8);
        }
    }

    [Fact]
    public void Draw_OneKnownValue_IsNothing() => Assert.Null(SparkSvg.Draw(new("x", [null, 4])));

    [Fact]
    public async Task Render_OnThisMachine_IsAPngWhereTheLibraryAndAFontAre()
    {
        var renderer = new ChartRenderer(new Lines());
        await renderer.StartAsync(default);

        byte[]? png = renderer.Render(Spark);

        if (!Rsvg.IsAvailable || !SystemFonts.Any)
        {
            Assert.Null(png);

            return;
        }

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png![..4]);
    }

    [Fact]
    public void ToPng_NoSvg_SaysWhy()
    {
        if (Rsvg.IsAvailable)
        {
            Assert.Contains("librsvg could not read", Assert.Throws<InvalidOperationException>(static () => Rsvg.ToPng("<svg"u8, 10, 10)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Start_NoLibrary_IsOneLineAndNoImages()
    {
        var lines = new Lines();
        var renderer = new ChartRenderer(lines, static () => false, static () => true, static _ => throw new InvalidOperationException("drawn"));

        await renderer.StartAsync(default);

        Assert.Null(renderer.Render(Spark));
        Assert.Contains("librsvg2-2", Assert.Single(lines.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoFont_IsOneLineAndNoImages()
    {
        var lines = new Lines();
        var renderer = new ChartRenderer(lines, static () => true, static () => false, static _ => [1]);

        await renderer.StartAsync(default);

        Assert.Null(renderer.Render(Spark));
        Assert.Contains("no font", Assert.Single(lines.Said), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_DrawingFails_IsBarsOfTextAndALine()
    {
        var lines = new Lines();
        var renderer = new ChartRenderer(lines, static () => true, static () => true, static _ => throw new InvalidOperationException("no"));

        Assert.Null(renderer.Render(Spark));
        Assert.Single(lines.Said);
    }

    private sealed class Lines : ILogger<ChartRenderer>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add(formatter(state, exception));
    }
}
