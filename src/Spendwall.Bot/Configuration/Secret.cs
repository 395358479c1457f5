using System.ComponentModel;
using System.Globalization;

namespace Spendwall.Bot.Configuration;

/// <summary>
/// A value that cannot print itself: a record's generated <c>ToString</c>, a log line or an exception shows
/// <c>***</c>. Only <see cref="Reveal"/> gives it out.
/// </summary>
[TypeConverter(typeof(SecretConverter))]
public sealed class Secret(string value) : IEquatable<Secret>
{
    public bool IsEmpty => string.IsNullOrWhiteSpace(value);

    public string Reveal() => value;

    public bool Equals(Secret? other) => other is not null && string.Equals(value, other.Reveal(), StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(value);

    public override string ToString() => IsEmpty ? "" : "***";

    private sealed class SecretConverter : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

        public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
            new Secret(((string)value).Trim());
    }
}
