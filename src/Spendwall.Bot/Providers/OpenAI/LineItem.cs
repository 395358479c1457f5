using System.Text.Json;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenAI;

/// <summary>A line of the bill, such as <c>gpt-6-astra, cached input</c>: the model and what of it was charged.</summary>
internal readonly record struct LineItem(string Text)
{
    private int Comma => Text.LastIndexOf(", ", StringComparison.Ordinal);

    /// <summary>Empty when the line names none.</summary>
    public string Model => Comma > 0 ? Text[..Comma] : "";

    private string What => Text[(Comma > 0 ? Comma + 2 : 0)..];

    /// <summary>Puts the result's quantity where the line says it belongs; without a unit of tokens nothing is known.</summary>
    /// <exception cref="FormatException">The quantity is no number.</exception>
    public UsageBucket WithTokens(UsageBucket bucket, JsonElement result)
    {
        decimal? factor = result.Text("quantity_unit") switch
        {
            "tokens" => 1,
            "1000_tokens" => 1000,
            _ => null,
        };
        if (factor is null || result.Number("quantity") is not { } quantity)
        {
            return bucket;
        }

        long tokens = decimal.ToInt64(decimal.Round(quantity * factor.Value, MidpointRounding.AwayFromZero));
        if (What.Contains("output", StringComparison.OrdinalIgnoreCase))
        {
            return bucket with { OutputTokens = tokens };
        }

        if (!What.Contains("input", StringComparison.OrdinalIgnoreCase))
        {
            return bucket;
        }

        bool cached = What.Contains("cached", StringComparison.OrdinalIgnoreCase);

        return bucket with { InputTokens = tokens, CachedTokens = cached ? tokens : null };
    }
}
