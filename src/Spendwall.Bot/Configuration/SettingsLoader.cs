using System.Globalization;
using System.Text.Json;

namespace Spendwall.Bot.Configuration;

/// <summary>Settings that were read and found sound.</summary>
/// <param name="BaseDirectory">What relative paths in them are relative to.</param>
/// <param name="Source">Where they came from, for people.</param>
/// <param name="Warnings">What works, but not as the user may expect.</param>
public sealed record LoadedSettings(SpendwallOptions Options, string BaseDirectory, string Source, IReadOnlyList<string> Warnings);

/// <summary>
/// Reads <c>appsettings.json</c> of the current directory (or the file named), lets environment variables override with
/// <c>__</c>, and reports every fault at once.
/// </summary>
public static class SettingsLoader
{
    public const string DefaultFile = "appsettings.json";
    public const string OpenRouterVariable = "OPENROUTER_API_KEY";
    public const string OpenAIVariable = "OPENAI_ADMIN_KEY";

    /// <param name="file">Null: <see cref="DefaultFile"/> when it is there.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="moreChecks">Checks of a layer that this one may not know, such as a cron expression.</param>
    /// <exception cref="SettingsException">With all faults.</exception>
    public static LoadedSettings Load(
        string? file, string currentDirectory, IReadOnlyDictionary<string, string> environment, Action<SpendwallOptions, List<SettingsFault>>? moreChecks = null)
    {
        var faults = new List<SettingsFault>();
        string path = Path.GetFullPath(file ?? DefaultFile, currentDirectory);
        bool exists = File.Exists(path);
        if (file is not null && !exists)
        {
            throw new SettingsException([new("--settings", file, "no such file.")]);
        }

        var builder = new ConfigurationBuilder();
        string baseDirectory = exists ? Path.GetDirectoryName(path)! : currentDirectory;
        if (exists)
        {
            AddFile(builder, path);
            ReportMisspelt(builder.Build(), faults);
        }

        bool fromKeys = AddKeys(builder, environment);
        builder.AddInMemoryCollection(environment
            .Where(pair => pair.Key.StartsWith(SpendwallOptions.Section + "__", StringComparison.OrdinalIgnoreCase))
            .Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value)));

        var section = builder.Build().GetSection(SpendwallOptions.Section);
        var options = (SpendwallOptions)new SettingsBinder(baseDirectory, faults).Bind(typeof(SpendwallOptions), section);
        ReportZeroes(section, faults);
        ReportNoProvider(section, faults);
        options = options with { Accounts = [.. options.Accounts.Select(AccountDefaults.Fill)] };
        var warnings = new List<string>();
        SettingsValidator.Check(options, faults, warnings);
        moreChecks?.Invoke(options, faults);
        if (faults.Count > 0)
        {
            throw new SettingsException(faults);
        }

        string source = exists ? path : fromKeys ? "the environment's keys" : "the environment";

        return new LoadedSettings(options, baseDirectory, source, warnings);
    }

    /// <summary>A left-out value takes the provider's default, which a written zero may not do in silence.</summary>
    private static void ReportZeroes(IConfigurationSection section, List<SettingsFault> faults)
    {
        foreach (var account in section.GetSection(nameof(SpendwallOptions.Accounts)).GetChildren())
        {
            if (TimeSpan.TryParse(account[nameof(AccountOptions.PollEvery)], CultureInfo.InvariantCulture, out var every) && every == TimeSpan.Zero)
            {
                faults.Add(new($"{account.Path}:{nameof(AccountOptions.PollEvery)}", account[nameof(AccountOptions.PollEvery)], "takes 00:01:00 to 1.00:00:00 (from 00:00:01 on loopback)."));
            }

            if (int.TryParse(account[nameof(AccountOptions.BackfillDays)], CultureInfo.InvariantCulture, out int days) && days == 0)
            {
                faults.Add(new($"{account.Path}:{nameof(AccountOptions.BackfillDays)}", "0", "takes 1 to 365."));
            }
        }
    }

    /// <summary>A guess would send the key of one provider to the other.</summary>
    private static void ReportNoProvider(IConfigurationSection section, List<SettingsFault> faults)
    {
        foreach (var account in section.GetSection(nameof(SpendwallOptions.Accounts)).GetChildren().Where(static account => account.GetChildren().Any()))
        {
            if (string.IsNullOrWhiteSpace(account[nameof(AccountOptions.Provider)]))
            {
                faults.Add(new($"{account.Path}:{nameof(AccountOptions.Provider)}", null, $"says whose account this is: {string.Join(" or ", Enum.GetNames<ProviderKind>())}."));
            }
        }
    }

    private static void AddFile(ConfigurationBuilder builder, string path)
    {
        try
        {
            using var text = File.OpenRead(path);
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            builder.AddConfiguration(new ConfigurationBuilder().AddJsonStream(new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document))).Build());
        }
        catch (JsonException exception)
        {
            throw new SettingsException([new(path, null, $"is not JSON: line {exception.LineNumber + 1}, position {exception.BytePositionInLine + 1}.")]);
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException)
        {
            throw new SettingsException([new(path, null, exception.Message)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([new(path, null, $"cannot be read ({exception.GetType().Name}); check its permissions.")]);
        }
    }

    /// <summary>
    /// The accounts of the two variables, when nothing else lists accounts. They lie under the other variables, which can
    /// change them: <c>Spendwall__Accounts__0__BaseUrl</c>.
    /// </summary>
    private static bool AddKeys(ConfigurationBuilder builder, IReadOnlyDictionary<string, string> environment)
    {
        string list = $"{SpendwallOptions.Section}:{nameof(SpendwallOptions.Accounts)}";
        bool listed = builder.Build().GetSection(list) is { } file && (file.GetChildren().Any() || !string.IsNullOrEmpty(file.Value));
        bool named = environment.Keys.Any(static key =>
            key.StartsWith($"{SpendwallOptions.Section}__{nameof(SpendwallOptions.Accounts)}__", StringComparison.OrdinalIgnoreCase)
            && key.EndsWith($"__{nameof(AccountOptions.Provider)}", StringComparison.OrdinalIgnoreCase));
        if (listed || named)
        {
            return false;
        }

        var values = new Dictionary<string, string?>();
        int count = 0;
        foreach (var (variable, provider) in new[] { (OpenRouterVariable, ProviderKind.OpenRouter), (OpenAIVariable, ProviderKind.OpenAI) })
        {
            if (environment.GetValueOrDefault(variable) is { } key && !string.IsNullOrWhiteSpace(key))
            {
                values[$"{list}:{count}:{nameof(AccountOptions.Name)}"] = provider.ToString().ToLowerInvariant();
                values[$"{list}:{count}:{nameof(AccountOptions.Provider)}"] = provider.ToString();
                values[$"{list}:{count}:{nameof(AccountOptions.ApiKey)}"] = key.Trim();
                count++;
            }
        }

        builder.AddInMemoryCollection(values);

        return count > 0;
    }

    /// <summary>A file in which all stands under another name would be read as an empty one.</summary>
    private static void ReportMisspelt(IConfiguration file, List<SettingsFault> faults)
    {
        if (!file.GetSection(SpendwallOptions.Section).Exists()
            && file.GetChildren().FirstOrDefault(static child => Nearest.To(child.Key, [SpendwallOptions.Section]).Count > 0) is { } child)
        {
            faults.Add(new(child.Key, null, $"no such section; did you mean {SpendwallOptions.Section}?"));
        }
    }
}
