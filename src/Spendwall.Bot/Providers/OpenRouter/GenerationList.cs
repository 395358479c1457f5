namespace Spendwall.Bot.Providers.OpenRouter;

/// <param name="Records">Each id once; by the minute, without attempts.</param>
/// <param name="CoversUntil">Up to where nothing is missing.</param>
public sealed record GenerationList(IReadOnlyList<GenerationRecord> Records, DateTimeOffset CoversUntil);
