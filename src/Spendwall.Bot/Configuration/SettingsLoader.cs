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
        }

        builder.AddInMemoryCollection(environment
            .Where(pair => pair.Key.StartsWith(SpendwallOptions.Section + "__", StringComparison.OrdinalIgnoreCase))
            .Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value)));

        var section = builder.Build().GetSection(SpendwallOptions.Section);
        var options = (SpendwallOptions)new SettingsBinder(baseDirectory, faults).Bind(typeof(SpendwallOptions), section);
        ReportZeroes(section, faults);
        ReportNoProvider(section, faults);
        bool fromKeys = options.Accounts.Count == 0;
        if (fromKeys)
        {
            options = options with { Accounts = AccountsOf(environment) };
        }

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

    private static List<AccountOptions> AccountsOf(IReadOnlyDictionary<string, string> environment)
    {
        var accounts = new List<AccountOptions>();
        if (environment.GetValueOrDefault(OpenRouterVariable) is { } openRouter && !string.IsNullOrWhiteSpace(openRouter))
        {
            accounts.Add(new() { Name = "openrouter", Provider = ProviderKind.OpenRouter, ApiKey = new(openRouter.Trim()), Channels = ["terminal"] });
        }

        if (environment.GetValueOrDefault(OpenAIVariable) is { } openAI && !string.IsNullOrWhiteSpace(openAI))
        {
            accounts.Add(new() { Name = "openai", Provider = ProviderKind.OpenAI, ApiKey = new(openAI.Trim()), Channels = ["terminal"] });
        }

        return accounts;
    }
}
