using System.Text.RegularExpressions;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Docker;

/// <summary>What the image and the compose file promise, read from their text: no container engine is needed.</summary>
public sealed partial class ImageTests
{
    private static readonly string[] Dockerfile = Lines("docker", "Dockerfile");

    private static readonly string[] Compose = Lines("docker", "compose.yaml");

    /// <summary>Of the second stage, the one that is shipped.</summary>
    private static readonly string[] Shipped = Dockerfile[Array.FindLastIndex(Dockerfile, static line => line.StartsWith("FROM ", StringComparison.Ordinal))..];

    [Fact]
    public void Image_Runs_AsAnUnprivilegedUserThatOwnsTheData()
    {
        Assert.Equal("USER app", Assert.Single(Shipped, static line => line.StartsWith("USER ", StringComparison.Ordinal)));
        Assert.Contains(Shipped, static line => line.Contains("install -d -o app -g app /data", StringComparison.Ordinal));
        Assert.True(Array.IndexOf(Shipped, "USER app") < Array.FindIndex(Shipped, static line => line.StartsWith("ENTRYPOINT", StringComparison.Ordinal)));
    }

    [Fact]
    public void Image_Stops_BySigtermWithoutAShellBetween()
    {
        Assert.Contains("STOPSIGNAL SIGTERM", Shipped);
        Assert.Contains("""ENTRYPOINT ["dotnet", "/app/Spendwall.Bot.dll"]""", Shipped);
        var grace = GracePeriod().Match(string.Join('\n', Compose));

        // The bot gives its own work five seconds.
        Assert.InRange(int.Parse(grace.Groups[1].Value), 6, 60);
    }

    [Fact]
    public void Image_KeepsItsData_InAVolumeItWorksIn()
    {
        Assert.Contains("VOLUME /data", Shipped);
        Assert.Contains("WORKDIR /data", Shipped);

        // A volume with a name takes its owner from the image; a folder of the host would belong to root.
        Assert.Contains("- data:/data", Compose.Select(static line => line.Trim()));
        Assert.Contains("  data:", Compose);
    }

    [Fact]
    public void Image_ListensOnItsPort_AndTheHostOnLoopbackOnly()
    {
        Assert.Contains("ENV Spendwall__Http__Urls=http://0.0.0.0:5080", Shipped);
        Assert.Contains("EXPOSE 5080", Shipped);
        var ports = Compose.SkipWhile(static line => line.Trim() != "ports:").Skip(1).TakeWhile(static line => line.TrimStart().StartsWith('-')).Select(static line => line.Trim());

        Assert.Equal(["""- "127.0.0.1:5080:5080" """.Trim()], ports);
    }

    [Fact]
    public void Container_HasNoPrivilege_AndAReadOnlyRoot()
    {
        var lines = Compose.Select(static line => line.Trim()).ToList();

        Assert.Contains("read_only: true", lines);
        Assert.Contains("cap_drop: [ALL]", lines);
        Assert.Contains("- no-new-privileges:true", lines);
        Assert.DoesNotContain(lines, static line => line.StartsWith("privileged", StringComparison.Ordinal) || line.StartsWith("user: root", StringComparison.Ordinal) || line.StartsWith("user: \"0", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_HoldNoSecret_OnlyTheNamesOfVariables()
    {
        Assert.DoesNotContain(Dockerfile, static line => SecretName().IsMatch(line) && !line.StartsWith('#'));
        Assert.DoesNotContain(Dockerfile.Concat(Compose), static line => line.Contains("sk-", StringComparison.Ordinal));

        var named = Compose.Where(static line => SecretName().IsMatch(line) && !line.TrimStart().StartsWith('#')).Select(static line => line.Trim());
        Assert.All(named, static line => Assert.Matches(Passed(), line));
    }

    [Theory]
    [InlineData(".git")]
    [InlineData("**/appsettings.json")]
    [InlineData("**/*.db")]
    [InlineData("**/*.key")]
    [InlineData("**/.env")]
    [InlineData("**/artifacts")]
    public void BuildContext_LeavesOut(string pattern) => Assert.Contains(pattern, Lines("docker", "Dockerfile.dockerignore"));

    [Fact]
    public void Publish_IsLockedAndIsTheLineThatTheBenchmarksMeasure()
    {
        string publish = Assert.Single(Dockerfile, static line => line.StartsWith("RUN dotnet publish", StringComparison.Ordinal));
        string bench = PublishLine().Match(File.ReadAllText(Repository.Folder("tests", "Spendwall.Bot.Benchmarks", "Footprint", "PublishedBot.cs"))).Groups[1].Value;

        Assert.Equal($"RUN dotnet {bench} /app", publish);
        Assert.Contains($"dotnet {bench} ", File.ReadAllText(Repository.Folder("tests", "Spendwall.Bot.Benchmarks", "README.md")), StringComparison.Ordinal);
        Assert.Contains("-p:PublishReadyToRun=true", publish, StringComparison.Ordinal);
        Assert.Contains("--no-self-contained", publish, StringComparison.Ordinal);
        Assert.True(Array.IndexOf(Dockerfile, "ENV CI=true") < Array.IndexOf(Dockerfile, publish) && Dockerfile.Contains("ENV CI=true"));
        Assert.Contains("\"net10.0/linux-x64\"", File.ReadAllText(Repository.Folder("src", "Spendwall.Bot", "packages.lock.json")), StringComparison.Ordinal);
    }

    private static string[] Lines(params string[] path) => File.ReadAllLines(Repository.Folder(path));

    [GeneratedRegex(@"stop_grace_period: (\d+)s")]
    private static partial Regex GracePeriod();

    [GeneratedRegex("API_KEY|ADMIN_KEY|ApiKey|Token|Secret|PASSWORD", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"^([A-Z_]+): \$\{\1:-\}$")]
    private static partial Regex Passed();

    [GeneratedRegex("PublishLine = \"([^\"]+)\"")]
    private static partial Regex PublishLine();
}
