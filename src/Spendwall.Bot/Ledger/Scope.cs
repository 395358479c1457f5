using System.Collections.Frozen;

namespace Spendwall.Bot.Ledger;

/// <summary>
/// What an owner, budget or alert speaks of: kinds with values in any combination, such as
/// <c>account:openrouter-main key:batch-7</c>. Equal scopes have the same text, whatever order they were typed in.
/// </summary>
public sealed class Scope : IEquatable<Scope>
{
    /// <summary>Every kind, from the widest to the narrowest.</summary>
    public static readonly IReadOnlyList<string> Kinds =
        ["provider", "account", "team", "customer", "product", "owner", "project", "workflow", "key", "model", "route", "endpoint"];

    /// <summary>Everything.</summary>
    public static readonly Scope All = new(new Dictionary<string, string>());

    private readonly FrozenDictionary<string, string> parts;

    /// <exception cref="ArgumentException">A kind is not one of <see cref="Kinds"/>, or a value is empty.</exception>
    public Scope(IReadOnlyDictionary<string, string> parts)
    {
        foreach (var (kind, value) in parts)
        {
            if (FaultOf(kind, value) is { } fault)
            {
                throw new ArgumentException(fault, nameof(parts));
            }
        }

        this.parts = parts.ToFrozenDictionary(StringComparer.Ordinal);
        Text = string.Join(' ', Kinds.Where(this.parts.ContainsKey).Select(kind => $"{kind}:{Quote(this.parts[kind])}"));
    }

    /// <summary>The canonical text; empty for <see cref="All"/>.</summary>
    public string Text { get; }

    public IReadOnlyDictionary<string, string> Parts => parts;

    public string? this[string kind] => parts.GetValueOrDefault(kind);

    public static Scope Of(string kind, string value) => new(new Dictionary<string, string> { [kind] = value });

    public static Scope Account(string name) => Of("account", name);

    public Scope With(string kind, string value) => new(new Dictionary<string, string>(parts) { [kind] = value });

    /// <summary>This scope says nothing that the other does not say too: it contains the other.</summary>
    public bool Contains(Scope other) => parts.All(part => string.Equals(other[part.Key], part.Value, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads <see cref="Text"/> back.</summary>
    /// <exception cref="FormatException">The text is not a scope's text.</exception>
    public static Scope Parse(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        int at = 0;
        while (at < text.Length)
        {
            int colon = text.IndexOf(':', at);
            if (colon < 0)
            {
                throw new FormatException($"'{text}' is no scope.");
            }

            string kind = text[at..colon];
            bool quoted = colon + 1 < text.Length && text[colon + 1] == '"';
            int end = quoted ? text.IndexOf('"', colon + 2) : text.IndexOf(' ', colon);
            end = end < 0 ? text.Length : end;
            parts[kind] = quoted ? text[(colon + 2)..end] : text[(colon + 1)..end];
            if (FaultOf(kind, parts[kind]) is { } fault)
            {
                throw new FormatException(fault);
            }

            at = end + (quoted ? 2 : 1);
        }

        return new Scope(parts);
    }

    public bool Equals(Scope? other) => other is not null && string.Equals(Text, other.Text, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => Equals(obj as Scope);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Text);

    public override string ToString() => Text.Length == 0 ? "everything" : Text;

    private static string? FaultOf(string kind, string value) => !Kinds.Contains(kind, StringComparer.Ordinal)
        ? $"'{kind}' is no kind of scope; use {string.Join(", ", Kinds)}."
        : string.IsNullOrWhiteSpace(value) ? $"The {kind} of a scope cannot be empty." : null;

    private static string Quote(string value)
    {
        string clean = value.Replace('"', '\'');

        return clean.Contains(' ', StringComparison.Ordinal) ? $"\"{clean}\"" : clean;
    }
}
