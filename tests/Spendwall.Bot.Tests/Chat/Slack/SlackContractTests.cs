using System.Text.Json.Nodes;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack;

/// <summary>The check of everything that goes out finds what it should: otherwise every test passes it.</summary>
public sealed class SlackContractTests
{
    private const string Sound = """{"channel":"C1","text":"x","blocks":[{"type":"header","text":{"type":"plain_text","text":"x","emoji":false}}],"attachments":[],"parse":"none","link_names":false}""";

    [Fact]
    public void Call_Sound_HasNoFault() => Assert.Empty(SlackContract.Call("chat.postMessage", JsonNode.Parse(Sound)!.AsObject()));

    [Theory]
    [InlineData("text", "\"\"", "text has 0 characters")]
    [InlineData("blocks", """[{"type":"header","text":{"type":"plain_text","text":""}}]""", "header has 0 characters")]
    [InlineData("blocks", """[{"type":"actions","elements":[]}]""", "actions: 0")]
    public void Call_BeyondALimit_SaysSo(string key, string value, string fault)
    {
        var arguments = JsonNode.Parse(Sound)!.AsObject();
        arguments[key] = JsonNode.Parse(value);

        Assert.Contains(fault, SlackContract.Call("chat.postMessage", arguments));
    }

    [Theory]
    [InlineData("chat.postMessage", "thread", "\"1.2\"", "chat.postMessage takes no thread")]
    [InlineData("chat.postMessage", "link_names", "\"no\"", "chat.postMessage: link_names is \"no\", not boolean")]
    [InlineData("chat.postMessage", "channel", "null", "chat.postMessage needs channel")]
    [InlineData("chat.postMesage", "text", "\"x\"", "there is no method chat.postMesage")]
    [InlineData("chat.postMessage", "blocks", """[{"type":"header","text":{"type":"plain_text","text":"x","bold":true}}]""", "$.blocks[0].text.bold is not known")]
    public void Call_NotAsSlackPublishesIt_SaysSo(string method, string key, string value, string fault)
    {
        if (SharedFolder.Find("contracts", "slack-web.openapi.json") is null)
        {
            return;
        }

        var arguments = JsonNode.Parse(Sound)!.AsObject();
        arguments[key] = JsonNode.Parse(value);

        Assert.Contains(fault, SlackContract.Call(method, arguments));
    }
}
