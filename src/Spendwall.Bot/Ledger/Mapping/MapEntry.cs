namespace Spendwall.Bot.Ledger.Mapping;

/// <summary>From a date on, what a key, project, model or account is used for.</summary>
/// <param name="Selector">Whose spend it speaks of.</param>
/// <param name="Kind">One of <see cref="MapLine.Targets"/>.</param>
/// <param name="Value">Null: nothing any more, from that date on.</param>
/// <param name="From">Null: ever since.</param>
/// <param name="Source"><c>settings</c>, or the identity that set it.</param>
public sealed record MapEntry(Scope Selector, string Kind, string? Value, DateTimeOffset? From, string Source)
{
    /// <summary>The row's number, larger for what was said later; 0 for settings.</summary>
    public long Id { get; init; }
}
