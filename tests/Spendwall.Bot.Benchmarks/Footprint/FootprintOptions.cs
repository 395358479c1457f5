namespace Spendwall.Bot.Benchmarks.Footprint;

/// <param name="App">A published folder; null: publish.</param>
/// <param name="Keep">Where the databases stay; null: a temporary folder.</param>
internal sealed record FootprintOptions(string? App = null, string? Keep = null)
{
    /// <summary>How long the bot idles before its memory is read: its polls go on.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(90);
}
