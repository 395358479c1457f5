using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Alerts.Owning;

/// <summary>How notes about owners name a scope. Pure.</summary>
internal static class OwnerWords
{
    private const int Longest = 48;

    /// <summary>Such as <c>key batch-7</c>; the account alone when the scope names no more.</summary>
    /// <param name="name">What people call it, where that differs from its id.</param>
    public static string Of(Scope scope, string? name = null)
    {
        var part = scope.Parts.Where(static part => part.Key is not ("account" or "provider")).Select(static part => ((string Kind, string Value)?)(part.Key, part.Value)).FirstOrDefault();
        string text = part is { } inside ? $"{inside.Kind} {name ?? inside.Value}" : scope["account"] ?? scope.ToString();

        return text.Length <= Longest ? text : text[..(Longest - 1)] + "…";
    }

    /// <summary>A label of a button: what has no room is left out, and the line above says it.</summary>
    public static string Mine(string what) => $"I own {what}";

    public static string By(OwnerMatch match) => match.InheritedFrom is { } from ? $"{match.Owner.Name}, by owning {from}" : match.Owner.Name;
}
