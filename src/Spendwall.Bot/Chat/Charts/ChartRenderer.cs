using System.Text;

namespace Spendwall.Bot.Chat.Charts;

/// <summary>
/// Charts by the system's librsvg, which is loaded with the first of them. Whether it is there, and whether there are fonts, is
/// found out once, at the start; when not, one line in the log says so and messages have their bars as text.
/// </summary>
internal sealed partial class ChartRenderer : IChartRenderer, IHostedService
{
    private readonly ILogger<ChartRenderer> logger;

    private readonly Lazy<bool> isUsable;

    private readonly Func<string, byte[]> draw;

    public ChartRenderer(ILogger<ChartRenderer> logger)
        : this(logger, static () => Rsvg.IsAvailable, static () => SystemFonts.Any, Draw)
    {
    }

    /// <param name="draw">SVG to PNG.</param>
    internal ChartRenderer(ILogger<ChartRenderer> logger, Func<bool> isAvailable, Func<bool> hasFonts, Func<string, byte[]> draw)
    {
        this.logger = logger;
        this.draw = draw;
        isUsable = new(() => Check(isAvailable, hasFonts));
    }

    public byte[]? Render(ChatBlock.Spark spark)
    {
        if (!isUsable.Value || SparkSvg.Draw(spark) is not { } svg)
        {
            return null;
        }

        try
        {
            return draw(svg);
        }
        catch (InvalidOperationException exception)
        {
            LogFailed(exception);

            return null;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = isUsable.Value;

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static byte[] Draw(string svg) => Rsvg.ToPng(Encoding.UTF8.GetBytes(svg), SparkSvg.Width, SparkSvg.Height);

    private bool Check(Func<bool> isAvailable, Func<bool> hasFonts)
    {
        if (!isAvailable())
        {
            LogNoLibrary();

            return false;
        }

        if (!hasFonts())
        {
            LogNoFont();

            return false;
        }

        return true;
    }

    [LoggerMessage(1, LogLevel.Information, "Charts are bars of text: librsvg-2.so.2 or libcairo.so.2 is not on this machine (Debian: librsvg2-2)")]
    private partial void LogNoLibrary();

    [LoggerMessage(2, LogLevel.Information, "Charts are bars of text: there is no font on this machine (Debian: fonts-dejavu-core)")]
    private partial void LogNoFont();

    [LoggerMessage(3, LogLevel.Warning, "A chart could not be drawn; it is bars of text")]
    private partial void LogFailed(Exception exception);
}
