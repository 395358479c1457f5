namespace Spendwall.Bot.Signals.Nowcast;

/// <summary>What of a model a line of the bill charges for.</summary>
internal enum LineItemKind
{
    /// <summary>Everything, or something else than tokens.</summary>
    Whole,
    Input,
    CachedInput,
    Output,
}

/// <summary>Reads a line item's text, such as <c>gpt-6-astra, cached input</c>; every unknown text is a whole.</summary>
internal static class LineItems
{
    public static LineItemKind Kind(string text)
    {
        string what = text[(text.LastIndexOf(',') + 1)..];
        if (what.Contains("output", StringComparison.OrdinalIgnoreCase))
        {
            return LineItemKind.Output;
        }

        if (!what.Contains("input", StringComparison.OrdinalIgnoreCase))
        {
            return LineItemKind.Whole;
        }

        return what.Contains("cached", StringComparison.OrdinalIgnoreCase) ? LineItemKind.CachedInput : LineItemKind.Input;
    }

    /// <summary>The model that a line names: told by the reader, else what stands before the last comma, else the text.</summary>
    public static string Model(string told, string text)
    {
        if (told.Length > 0)
        {
            return told;
        }

        int comma = text.LastIndexOf(',');

        return (comma > 0 ? text[..comma] : text).Trim();
    }
}
