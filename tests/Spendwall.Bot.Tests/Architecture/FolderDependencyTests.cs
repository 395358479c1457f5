using System.Text.RegularExpressions;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Architecture;

/// <summary>One way through the house: a folder may use itself and those named here, never back.</summary>
public sealed partial class FolderDependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Money"] = [],
        ["Configuration"] = [],
        ["Providers"] = ["Money", "Configuration"],
        ["Ledger"] = ["Money", "Configuration", "Providers"],
        ["Signals"] = ["Money", "Providers"],
        ["Attribution"] = ["Money", "Configuration", "Providers", "Ledger"],
        ["Governance"] = ["Money", "Configuration", "Providers", "Ledger"],
        ["Alerts"] = ["Money", "Configuration", "Providers", "Ledger", "Signals", "Attribution", "Governance"],
        ["Chat"] = ["Money", "Configuration", "Providers", "Ledger", "Signals", "Attribution", "Governance", "Alerts"],
        ["Host"] = ["Money", "Configuration", "Providers", "Ledger", "Signals", "Attribution", "Governance", "Alerts", "Chat"],
    };

    /// <summary>What only one folder may touch.</summary>
    private static readonly (string Namespace, string[] Folders)[] Reserved =
    [
        ("Microsoft.EntityFrameworkCore", ["Ledger"]),
        ("Npgsql", ["Ledger", "Host"]),
        ("Quartz", ["Host"]),
        ("Polly", ["Providers", "Chat"]),
        ("OpenTelemetry", ["Host"]),
        ("System.CommandLine", ["Host"]),
    ];

    [Fact]
    public void EveryFolder_UsesOnlyWhatTheTableAllows()
    {
        var faults = Sources().SelectMany(source => Names().Matches(source.Text)
                .Select(match => match.Groups[1].Value)
                .Where(used => used != source.Folder && Allowed.ContainsKey(used) && !Allowed[source.Folder].Contains(used))
                .Distinct()
                .Select(used => $"{source.Path}: {source.Folder} uses {used}"))
            .ToList();

        Assert.Empty(faults);
    }

    [Fact]
    public void ReservedLibraries_AreTouchedByTheirFolderOnly()
    {
        var faults = Sources().SelectMany(source => Reserved
                .Where(rule => !rule.Folders.Contains(source.Folder) && Regex.IsMatch(source.Text, $@"^using (static )?{Regex.Escape(rule.Namespace)}\b", RegexOptions.Multiline))
                .Select(rule => $"{source.Path}: {rule.Namespace} belongs to {string.Join(" and ", rule.Folders)}"))
            .ToList();

        Assert.Empty(faults);
    }

    [Fact]
    public void SlackAndDiscord_NeverSeeEachOther()
    {
        var faults = Sources().Where(static source =>
            (source.Path.Contains("Chat/Slack/", StringComparison.Ordinal) && source.Text.Contains("Chat.Discord", StringComparison.Ordinal))
            || (source.Path.Contains("Chat/Discord/", StringComparison.Ordinal) && source.Text.Contains("Chat.Slack", StringComparison.Ordinal)));

        Assert.Empty(faults.Select(static source => source.Path));
    }

    [Fact]
    public void Signals_KnowNoClockNoWaitAndNoContainer()
    {
        string[] banned = ["TimeProvider", "async ", "await ", "ILogger", "IServiceProvider", "HttpClient", "File."];

        var faults = Sources().Where(source => source.Folder == "Signals")
            .SelectMany(source => banned.Where(word => source.Text.Contains(word, StringComparison.Ordinal)).Select(word => $"{source.Path}: {word.Trim()}"))
            .ToList();

        Assert.Empty(faults);
    }

    [Fact]
    public void EveryFolder_IsInTheTable()
    {
        Assert.All(Sources(), source => Assert.True(Allowed.ContainsKey(source.Folder), $"{source.Path} is in a folder the table does not name"));
    }

    private static List<(string Path, string Folder, string Text)> Sources()
    {
        string root = Repository.Folder("src", "Spendwall.Bot");
        var sources = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: Path.GetRelativePath(root, path), Text: File.ReadAllText(path)))
            .Where(source => source.Path.Contains(Path.DirectorySeparatorChar))
            .Select(source => (source.Path, source.Path.Split(Path.DirectorySeparatorChar)[0], source.Text))
            .ToList();
        Assert.True(sources.Count > 20, "the sources were not found");

        return sources;
    }

    [GeneratedRegex(@"\bSpendwall\.Bot\.([A-Z][A-Za-z]+)\b")]
    private static partial Regex Names();
}
