using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Tests.Governance;

public sealed class PrincipalTextTests
{
    [Theory]
    [InlineData("@dana", "@dana", null, PrincipalKind.User, "")]
    [InlineData("slack:U123", null, null, PrincipalKind.User, "slack=U123")]
    [InlineData("slack:S123", null, null, PrincipalKind.Group, "slack=S123")]
    [InlineData("discord:42", null, null, PrincipalKind.User, "discord=42")]
    [InlineData("discord:&42", null, null, PrincipalKind.Role, "discord=42")]
    [InlineData("terminal:dana", null, null, PrincipalKind.User, "terminal=dana")]
    [InlineData("<@U123|dana>", null, "@dana", PrincipalKind.User, "slack=U123")]
    [InlineData("<@U123>", null, null, PrincipalKind.User, "slack=U123")]
    [InlineData("<!subteam^S9|@oncall>", null, "@oncall", PrincipalKind.Group, "slack=S9")]
    [InlineData("<@42>", null, null, PrincipalKind.User, "discord=42")]
    [InlineData("<@!42>", null, null, PrincipalKind.User, "discord=42")]
    [InlineData("<@&42>", null, null, PrincipalKind.Role, "discord=42")]
    [InlineData("@dana slack:U123 discord:42", "@dana", null, PrincipalKind.User, "discord=42,slack=U123")]
    public void Parse_WaysToWriteAnOwner_AreRead(string text, string? name, string? label, PrincipalKind kind, string identities)
    {
        var parsed = PrincipalText.Parse(text.Split(' '))!;

        Assert.Equal((name, label, kind), (parsed.Name, parsed.Label, parsed.Kind));
        Assert.Equal(identities, string.Join(',', parsed.Identities.Select(static pair => $"{pair.Key}={pair.Value}").Order()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("dana")]
    [InlineData("@")]
    [InlineData("@everyone")]
    [InlineData("@HERE")]
    [InlineData("@channel")]
    [InlineData("<!here>")]
    [InlineData("@a @b")]
    [InlineData("slack:U1 slack:U2")]
    [InlineData("@dana<script>")]
    [InlineData("teams:U1")]
    public void Parse_NobodyOrEverybody_IsNull(string text)
    {
        Assert.Null(PrincipalText.Parse(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }
}
