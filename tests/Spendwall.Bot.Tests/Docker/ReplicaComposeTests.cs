using System.Text.RegularExpressions;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Docker;

/// <summary>What the compose file of the replicas promises, read from its text: no container engine is needed.</summary>
public sealed class ReplicaComposeTests
{
    private static readonly string Text = File.ReadAllText(Repository.Folder("docker", "compose.postgres.yaml"));

    [Fact]
    public void Replicas_AreTwo_AndStartAfterMigrateHasEnded()
    {
        Assert.Equal(2, Regex.Count(Text, @"^  replica-\d:\n    <<: \*replica$", RegexOptions.Multiline));
        Assert.Matches(@"(?s)x-replica: &replica\n.*depends_on:\n    migrate:\n      condition: service_completed_successfully", Text);
        Assert.Matches(@"(?s)  migrate:\n    <<: \*bot\n    command: \[""migrate""\]\n    restart: ""no""\n    depends_on:\n      postgres:\n        condition: service_healthy", Text);
    }

    [Fact]
    public void Connection_IsOneTheBotTakes_WithoutAPasswordInIt()
    {
        string connection = Regex.Match(Text, "Spendwall__Storage__ConnectionString: \"([^\"]+)\"").Groups[1].Value;

        Assert.Null(StorageTarget.Postgres(connection).Fault);
        Assert.DoesNotContain("Password", connection, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Spendwall__Storage__Provider: Postgres", Text, StringComparison.Ordinal);
        Assert.All(Regex.Matches(Text, "PASSWORD: (.*)").Select(static match => match.Groups[1].Value), static value => Assert.Equal("${POSTGRES_PASSWORD:?set a password}", value));
    }

    [Fact]
    public void Containers_HaveNoPrivilege_AndListenOnLoopbackOnly()
    {
        Assert.Contains("read_only: true", Text, StringComparison.Ordinal);
        Assert.Contains("cap_drop: [ALL]", Text, StringComparison.Ordinal);
        Assert.Contains("no-new-privileges:true", Text, StringComparison.Ordinal);
        var ports = Regex.Matches(Text, @"ports:\n      - ""([^""]+)""").Select(static match => match.Groups[1].Value).ToList();
        Assert.Equal(["127.0.0.1:5080:5080", "127.0.0.1:5081:5080"], ports);
    }
}
