namespace Spendwall.Bot.Configuration;

/// <summary>One thing wrong in the settings: the key, the value as written (a secret is masked), and what to do.</summary>
public sealed record SettingsFault(string Key, string? Value, string Message)
{
    public override string ToString() => Value is null ? $"{Key}: {Message}" : $"{Key} = \"{SecretText.Mask(Key, Value)}\": {Message}";
}

/// <summary>All faults of one load, reported together.</summary>
public sealed class SettingsException(IReadOnlyList<SettingsFault> faults)
    : Exception($"The settings have {faults.Count} fault{(faults.Count == 1 ? "" : "s")}:{Environment.NewLine}{string.Join(Environment.NewLine, faults.Select(fault => "  " + fault))}")
{
    public IReadOnlyList<SettingsFault> Faults { get; } = faults;
}
