using System.Text.RegularExpressions;

namespace Spendwall.Bot.Chat.Commands.Scopes;

/// <summary>OpenAI bills line items such as <c>gpt-6-astra, input_tokens</c>: the model is the part before the comma.</summary>
public static partial class LineItem
{
    /// <summary>Null when the line item names no model (<c>web search</c>).</summary>
    public static string? Model(string lineItem)
    {
        int comma = lineItem.IndexOf(',', StringComparison.Ordinal);
        string head = (comma < 0 ? lineItem : lineItem[..comma]).Trim();

        return head.Length > 0 && (comma >= 0 || !head.Contains(' ', StringComparison.Ordinal)) ? head : null;
    }

    /// <summary>Usage names dated snapshots, bills mostly the family: <c>gpt-6-astra-2026-03-01</c> → <c>gpt-6-astra</c>.</summary>
    public static string Family(string model) => Snapshot().Replace(model, "");

    [GeneratedRegex("-[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    private static partial Regex Snapshot();
}
