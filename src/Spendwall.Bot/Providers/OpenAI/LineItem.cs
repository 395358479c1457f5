namespace Spendwall.Bot.Providers.OpenAI;

/// <summary>A line of OpenAI's bill, such as <c>gpt-6-astra, cached input</c>: the model, a comma, and what of it was charged.</summary>
public readonly record struct LineItem(string Text)
{
    /// <summary>Empty when the line names none, such as <c>web search</c>.</summary>
    public string Model => Comma > 0 ? Text[..Comma].Trim() : "";

    /// <summary>Every unknown text is a whole.</summary>
    public LineItemKind Kind
    {
        get
        {
            string what = Text[(Comma + 1)..];
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
    }

    /// <summary>The model of a series, told by itself or by its line; empty when neither does.</summary>
    public static string ModelOf(UsageSeries series) => series.Model.Length > 0 ? series.Model : new LineItem(series.Endpoint).Model;

    private int Comma => Text.LastIndexOf(',');
}

/// <summary>What of a model a line of the bill charges for.</summary>
public enum LineItemKind
{
    /// <summary>Everything, or something else than tokens.</summary>
    Whole,
    Input,
    CachedInput,
    Output,
}
