using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Spendwall.Bot.Configuration;

/// <summary>
/// Fills an options record from its section. Unlike the framework's binder it does not stop at the first value that
/// does not fit, refuses keys that nothing reads, masks secrets, and reads each secret's <c>…File</c> twin.
/// </summary>
/// <param name="baseDirectory">What a relative secret file is relative to.</param>
internal sealed partial class SettingsBinder(string baseDirectory, List<SettingsFault> faults)
{
    private const string FileSuffix = "File";

    public object Bind(Type type, IConfigurationSection section)
    {
        object options = Activator.CreateInstance(type)!;
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).ToList();
        foreach (var child in section.GetChildren())
        {
            if (properties.Find(property => Same(property.Name, child.Key)) is { } property)
            {
                BindProperty(options, property, child);
            }
            else if (SecretOfFile(properties, child.Key) is { } secret)
            {
                BindSecretFile(options, secret, child, section);
            }
            else
            {
                ReportUnknown(child, properties);
            }
        }

        return options;
    }

    private static bool Same(string name, string key) => string.Equals(name, key, StringComparison.OrdinalIgnoreCase);

    private static PropertyInfo? SecretOfFile(List<PropertyInfo> properties, string key) =>
        properties.Find(property => property.PropertyType == typeof(Secret) && Same(property.Name + FileSuffix, key));

    private void BindProperty(object options, PropertyInfo property, IConfigurationSection section)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            property.SetValue(options, BindList(type.GetGenericArguments()[0], section));
        }
        else if (IsRecord(type))
        {
            property.SetValue(options, Bind(type, section));
        }
        else if (!string.IsNullOrWhiteSpace(section.Value))
        {
            if (Convert(type, section) is { } value)
            {
                property.SetValue(options, value);
            }
        }
        else if (section.GetChildren().Any())
        {
            faults.Add(new(section.Path, null, $"takes {Describe(type)}, not an object or a list."));
        }
        else if (section.Value is "" && type != typeof(string) && type != typeof(Secret) && Nullable.GetUnderlyingType(property.PropertyType) is null)
        {
            faults.Add(new(section.Path, "", $"takes {Describe(type)}."));
        }
        else if (type == typeof(string) && section.Value is not null)
        {
            property.SetValue(options, section.Value);
        }
    }

    private Array BindList(Type item, IConfigurationSection section)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            faults.Add(new(section.Path, section.Value, "takes a list: [\"…\"] in the file, KEY__0 in the environment."));
        }

        var children = section.GetChildren().ToList();
        if (children.Exists(static child => !int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            faults.Add(new(section.Path, null, $"takes a list, such as [{(IsRecord(item) ? "{ … }" : "\"…\"")}], not an object."));
            children.Clear();
        }

        if (IsRecord(item) && children.Find(static child => !string.IsNullOrEmpty(child.Value)) is { } text)
        {
            faults.Add(new(text.Path, null, "takes an object: { … }."));
            children.Clear();
        }

        var list = Array.CreateInstance(item, children.Count);
        for (int i = 0; i < children.Count; i++)
        {
            list.SetValue(IsRecord(item) ? Bind(item, children[i]) : children[i].Value ?? "", i);
        }

        return list;
    }

    private void BindSecretFile(object options, PropertyInfo secret, IConfigurationSection file, IConfigurationSection parent)
    {
        if (string.IsNullOrWhiteSpace(file.Value))
        {
            return;
        }

        if (!string.IsNullOrWhiteSpace(parent[secret.Name]))
        {
            faults.Add(new(file.Path, file.Value, $"{parent.Path}:{secret.Name} is set too; keep one of them."));

            return;
        }

        try
        {
            secret.SetValue(options, new Secret(File.ReadAllText(Path.Combine(baseDirectory, file.Value)).Trim()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add(new(file.Path, file.Value, $"the secret's file cannot be read ({exception.GetType().Name}); check the path and its permissions."));
        }
    }

    private object? Convert(Type type, IConfigurationSection section)
    {
        string text = section.Value!.Trim();
        var invariant = CultureInfo.InvariantCulture;
        object? value = type switch
        {
            _ when type == typeof(string) => section.Value,
            _ when type == typeof(Secret) => new Secret(text),
            _ when type == typeof(bool) => bool.TryParse(text, out bool flag) ? flag : null,
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out int number) ? number : null,
            _ when type == typeof(decimal) => decimal.TryParse(text, NumberStyles.Float, invariant, out decimal amount) ? amount : null,
            _ when type == typeof(TimeSpan) => Span(text),
            _ when type.IsEnum => Enum.GetNames(type).FirstOrDefault(name => Same(name, text)) is { } name ? Enum.Parse(type, name) : null,
            _ => throw new NotSupportedException($"No setting is of type {type}."),
        };
        if (value is null)
        {
            faults.Add(new(section.Path, section.Value, $"takes {Describe(type)}."));
        }

        return value;
    }

    /// <summary>
    /// <c>[d.]hh:mm[:ss]</c>. The framework also takes "24:00:00" for 24 days and "60" for 60 days, which nobody who
    /// writes them means.
    /// </summary>
    private static TimeSpan? Span(string text) =>
        SpanText().IsMatch(text) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : null;

    private void ReportUnknown(IConfigurationSection child, List<PropertyInfo> properties)
    {
        var known = properties.Select(property => property.Name)
            .Concat(properties.Where(property => property.PropertyType == typeof(Secret)).Select(property => property.Name + FileSuffix))
            .ToList();
        string hint = Nearest.To(child.Key, known, most: 1) is [var nearest] ? $"did you mean {nearest}?" : $"known here: {string.Join(", ", known)}.";

        // The value of an unknown key may be a secret under a misspelt name.
        faults.Add(new(child.Path, null, $"no such setting; {hint}"));
    }

    private static bool IsRecord(Type type) => type.IsClass && type.Namespace == typeof(SettingsBinder).Namespace && type != typeof(Secret);

    private static string Describe(Type type) => type switch
    {
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => "a whole number",
        _ when type == typeof(decimal) => "a number",
        _ when type == typeof(TimeSpan) => "a time span: hours:minutes:seconds such as 00:05:00, and from 24 hours on with days, such as 1.00:00:00",
        _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ => "text",
    };

    [GeneratedRegex(@"^-?([0-9]{1,7}\.)?([01]?[0-9]|2[0-3]):[0-5]?[0-9](:[0-5]?[0-9](\.[0-9]{1,7})?)?\z")]
    private static partial Regex SpanText();
}
