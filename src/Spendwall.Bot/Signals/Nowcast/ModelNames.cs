using System.Buffers;
using System.Text.RegularExpressions;

namespace Spendwall.Bot.Signals.Nowcast;

/// <summary>Finds a model under the name that another list gives it: usage says <c>gpt-6-astra-2026-09-01</c>, the bill <c>gpt-6-astra</c>.</summary>
internal static partial class ModelNames
{
    private static readonly SearchValues<char> Date = SearchValues.Create("0123456789-");

    /// <summary>The same name, else the longest one that differs by a dated ending only; null: none.</summary>
    public static string? Match(string model, IEnumerable<string> names)
    {
        string? best = null;
        foreach (string name in names)
        {
            if (string.Equals(name, model, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }

            if (name.Length > (best?.Length ?? 0) && (IsDated(model, name) || IsDated(name, model)))
            {
                best = name;
            }
        }

        return best;
    }

    /// <summary>Usage names dated snapshots, bills mostly the family: <c>gpt-6-astra-2026-03-01</c> → <c>gpt-6-astra</c>.</summary>
    public static string Family(string model) => Snapshot().Replace(model, "");

    /// <summary>Four digits at least: <c>gpt-5</c> is not a dated <c>gpt</c>, <c>gpt-4-0613</c> is a dated <c>gpt-4</c>.</summary>
    private static bool IsDated(string longer, string shorter) =>
        shorter.Length > 0
        && longer.Length >= shorter.Length + 5
        && longer.StartsWith(shorter, StringComparison.OrdinalIgnoreCase)
        && longer[shorter.Length] == '-'
        && longer.AsSpan(shorter.Length + 1, 4).IndexOfAnyExceptInRange('0', '9') < 0
        && longer.AsSpan(shorter.Length + 1).IndexOfAnyExcept(Date) < 0;

    [GeneratedRegex("-[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    private static partial Regex Snapshot();
}
