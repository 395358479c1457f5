using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Tests.Governance;

public sealed class ApproverRuleTests
{
    private static readonly Scope Account = Scope.Account("openai-acme");

    private static readonly Scope Key = Account.With("key", "k");

    private static readonly Scope Provider = Scope.Of("provider", "openai");

    /// <param name="owners">From the narrowest, <c>key</c>, <c>account</c>, <c>provider</c>.</param>
    [Theory]
    [InlineData("@lee,@dana", "@kim", null, "@root", true, "@lee", "key", false)]
    [InlineData("@lee,@dana", "@lee", null, "@root", true, "@dana", "account", false)]
    [InlineData("@lee,@lee,@boss", "@lee", null, "@root", true, "@boss", "provider", false)]
    [InlineData("@lee", "@lee", "@esc", "@root", true, "@esc", null, false)]
    [InlineData("@lee", "@lee", "@lee", "@root", true, "@root", null, true)]
    [InlineData("@lee", "@lee", null, "@root", true, "@root", null, true)]
    [InlineData("@lee,@dana", "@kim", "@esc", "@root", false, "@root", null, true)]
    [InlineData("", "@kim", null, "@root", true, "@root", null, true)]
    [InlineData("@lee", "@lee", null, "@lee", true, "", null, true)]
    [InlineData("", "@kim", null, "", true, "", null, true)]
    public void Choose_OwnersAndRequester_IsTheNextWhoIsNotTheRequester(
        string owners, string requester, string? escalation, string admins, bool within, string expected, string? scope, bool needsAdmin)
    {
        Scope[] scopes = [Key, Account, Provider];
        var chain = Names(owners).Select((name, at) => new Ownership(scopes[at], Of(name), DateTimeOffset.UnixEpoch, "settings")).ToList();

        var approver = ApproverRule.Choose(chain, who => who.Name == requester, escalation is null ? null : Of(escalation), [.. Names(admins).Select(Of)], within);

        Assert.Equal((expected, needsAdmin), (string.Join(',', approver.Who.Select(static who => who.Name)), approver.NeedsAdmin));
        Assert.Equal(scope switch { "key" => Key, "account" => Account, "provider" => Provider, _ => null }, approver.Scope);
        Assert.DoesNotContain(approver.Who, who => who.Name == requester);
    }

    private static string[] Names(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static Principal Of(string name) => new(name, PrincipalKind.User, new Dictionary<string, string>());
}
