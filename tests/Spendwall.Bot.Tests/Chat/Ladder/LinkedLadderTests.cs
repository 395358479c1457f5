using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Chat.Conversations;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Chat.Discord;
using Spendwall.Bot.Tests.Chat.Slack;

namespace Spendwall.Bot.Tests.Chat.Ladder;

public sealed partial class LinkedLadderTests
{
    /// <summary>The code goes to the asker alone, with nothing to share it by.</summary>
    [Fact]
    public async Task Link_InSlack_IsWhisperedWithoutAShareButton()
    {
        await using var world = await SlackWorld.CreateAsync();

        await world.TypeAsync("/link", "");

        var told = world.Slack.Responses[^1].Body;
        Assert.Equal("ephemeral", (string?)told["response_type"]);
        Assert.Matches(Code(), told.ToJsonString());
        Assert.Empty(SlackWorld.Elements(told));
        Assert.Empty(world.Slack.Posted);
    }

    [Fact]
    public async Task Link_InDiscord_IsWhisperedWithoutAShareButtonAndUsedOnce()
    {
        await using var world = await DiscordWorld.CreateAsync();
        var slack = new Actor("slack:U0DANA", [], LocalAdmin: false, "slack:C1");
        var code = Assert.IsType<ChangeOutcome<LinkCode>.Done>(await world.Get<LinkBook>().AskAsync(slack, world.Clock.GetUtcNow(), default)).Value;

        await world.TypeAsync("link", DiscordWorld.Verb("new"), user: "77");
        var asked = world.Discord.Responses[^1].Body!;
        await world.TypeAsync("link", DiscordWorld.Verb("use", ("code", code.Text)));
        await world.TypeAsync("link", DiscordWorld.Verb("use", ("code", code.Text)), user: "78");

        Assert.Matches(Code(), asked.ToJsonString());
        Assert.Empty(DiscordWorld.Components(asked));
        Assert.Empty(world.Discord.Posted);
        Assert.Contains("No such code", world.Discord.Responses[^1].Body!.ToJsonString(), StringComparison.Ordinal);
        var links = (await world.Get<Bot.Ledger.Access.LinkStore>().AllAsync(default)).Select(static link => link.Identity);
        Assert.Equal([$"discord:{DiscordWorld.Dana}", "slack:U0DANA"], links);
    }

    /// <summary>Where the button was pressed is in the audit log.</summary>
    [Fact]
    public async Task Press_InDiscord_IsAuditedWithTheMessagesAddress()
    {
        await using var world = await DiscordWorld.CreateAsync();
        await world.AlertAsync();
        var button = new JsonObject { ["type"] = 2, ["custom_id"] = new ChatPress("INC-1", 0, "/ack INC-1").ToJson() };

        await world.PressAsync(button);

        var entry = Assert.Single(await world.Get<AuditLog>().AllAsync(default));
        Assert.StartsWith($"https://discord.com/channels/{FakeDiscord.Guild}/{FakeDiscord.General}", entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claim_ByTheButtonOfTheQuestion_IsThePressers()
    {
        await using var world = await SlackWorld.CreateAsync(new()
        {
            Accounts = [SlackWorld.Account with { Owner = null }],
            Slack = new() { Enabled = true },
        });
        await world.AlertAsync();
        var sightings = world.Get<Bot.Ledger.Sightings.SightingStore>();
        await sightings.ChangeAsync((work, token) => work.AddAsync("openrouter-main", [("account", "openrouter-main"), ("key", "batch-7")], Outlooks.Now, token), default);

        await world.TypeAsync("/spendwall", "owner claim Q-2", user: "UKIM");

        var owner = (await world.Get<OwnerBook>().FindAsync(Scope.Parse("account:openrouter-main key:batch-7"), default))!.Owner;
        Assert.Equal("UKIM", owner.Identities["slack"]);
    }

    [GeneratedRegex("[A-Z2-9]{4}-[A-Z2-9]{4}")]
    private static partial Regex Code();
}
