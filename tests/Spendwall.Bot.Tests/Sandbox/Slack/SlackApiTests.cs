using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Spendwall.Bot.Sandbox.Slack;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox.Slack;

public sealed class SlackApiTests : IAsyncLifetime, IDisposable
{
    private static readonly object[] OneSection = [new { type = "section", text = new { type = "mrkdwn", text = "hello" } }];

    private readonly ManualClock clock = new(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
    private SlackStandIn slack = null!;
    private SlackTestClient client = null!;

    public async Task InitializeAsync()
    {
        slack = await SlackStandIn.StartAsync(clock, real: clock);
        client = new(slack);
    }

    public async Task DisposeAsync() => await slack.DisposeAsync();

    public void Dispose() => client.Dispose();

    [Theory]
    [InlineData(null, "not_authed")]
    [InlineData("xoxb-wrong", "invalid_auth")]
    [InlineData("app", "not_allowed_token_type")]
    public async Task Token_ThatDoesNotFit_IsRefusedWithStatus200(string? token, string error)
    {
        using var response = await client.SendAsync("chat.postMessage", JsonContent.Create(new { channel = "C0AISPEND", text = "x" }), token == "app" ? slack.Identity.AppToken : token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(error, (await SlackTestClient.ReadAsync(response)).GetProperty("error").GetString());
        Assert.Empty(slack.Workspace.Messages.All);
    }

    [Fact]
    public async Task ConnectionsOpen_WithTheTokenInTheBody_IsRefused()
    {
        using var inBody = await client.SendAsync("apps.connections.open", SlackTestClient.Form(("token", slack.Identity.AppToken)), null);
        using var ofTheBot = await client.SendAsync("apps.connections.open", null, slack.Identity.BotToken);

        Assert.Equal("not_authed", (await SlackTestClient.ReadAsync(inBody)).GetProperty("error").GetString());
        Assert.Equal("not_allowed_token_type", (await SlackTestClient.ReadAsync(ofTheBot)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task TokenError_IsWhatEveryCallIsTold()
    {
        slack.TokenError = "token_revoked";

        Assert.Equal("token_revoked", await client.ErrorAsync("auth.test", new { }));
    }

    [Fact]
    public async Task AuthTest_NamesTheBotAndItsScopes()
    {
        using var response = await client.SendAsync("auth.test", null, slack.Identity.BotToken);
        var body = await SlackTestClient.ReadAsync(response);

        Assert.Equal(("T0SANDBOX", "U0SPENDWALL"), (body.GetProperty("team_id").GetString(), body.GetProperty("user_id").GetString()));
        Assert.Contains("chat:write", response.Headers.GetValues("x-oauth-scopes").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostMessage_ByJsonAndByForm_IsTheSame()
    {
        var byJson = await client.JsonAsync("chat.postMessage", new { channel = "#ai-spend", text = "hello", blocks = OneSection, metadata = Metadata("7") });
        var byForm = await client.FormAsync(
            "chat.postMessage",
            ("channel", "C0AISPEND"),
            ("text", "hello"),
            ("blocks", JsonSerializer.Serialize(OneSection)),
            ("metadata", JsonSerializer.Serialize(Metadata("7"))));

        Assert.All([byJson, byForm], answer =>
        {
            Assert.True(answer.GetProperty("ok").GetBoolean());
            Assert.Equal("C0AISPEND", answer.GetProperty("channel").GetString());
            Assert.Equal("section", answer.GetProperty("message").GetProperty("blocks")[0].GetProperty("type").GetString());
        });
        Assert.Equal(["1795248000.000000", "1795248000.000001"], slack.Workspace.Messages.All.Select(message => message.Ts));
        var history = await client.FormAsync("conversations.history", ("channel", "C0AISPEND"), ("include_all_metadata", "true"));
        Assert.All(history.GetProperty("messages").EnumerateArray(), message =>
            Assert.Equal("7", message.GetProperty("metadata").GetProperty("event_payload").GetProperty("id").GetString()));
        var without = await client.FormAsync("conversations.history", ("channel", "C0AISPEND"));
        Assert.False(without.GetProperty("messages")[0].TryGetProperty("metadata", out _));
    }

    [Fact]
    public async Task ReadMethod_WithAJsonBody_DoesNotSeeIt()
    {
        Assert.Equal("invalid_arguments", await client.ErrorAsync("conversations.info", new { channel = "C0AISPEND" }));
        Assert.Equal("ai-spend", (await client.FormAsync("conversations.info", ("channel", "C0AISPEND"))).GetProperty("channel").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("{", "invalid_json")]
    [InlineData("[]", "json_not_object")]
    public async Task Body_ThatIsNoObject_IsRefused(string body, string error)
    {
        using var response = await client.SendAsync("chat.postMessage", new StringContent(body, Encoding.UTF8, "application/json"), slack.Identity.BotToken);

        Assert.Equal(error, (await SlackTestClient.ReadAsync(response)).GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("C0NOWHERE", "channel_not_found")]
    [InlineData("G0BOARD", "channel_not_found")]
    [InlineData("C0SEARCH", "not_in_channel")]
    [InlineData("C0OLDNEWS", "is_archived")]
    public async Task PostMessage_WhereTheBotMayNot_SaysWhy(string channel, string error) =>
        Assert.Equal(error, await client.ErrorAsync("chat.postMessage", new { channel, text = "x" }));

    [Fact]
    public async Task Join_OpensAPublicChannelAndNoPrivateOne()
    {
        Assert.True((await client.JsonAsync("conversations.join", new { channel = "C0SEARCH" })).GetProperty("ok").GetBoolean());
        Assert.True((await client.JsonAsync("chat.postMessage", new { channel = "C0SEARCH", text = "x" })).GetProperty("ok").GetBoolean());
        Assert.Equal("already_in_channel", (await client.JsonAsync("conversations.join", new { channel = "C0SEARCH" })).GetProperty("warning").GetString());
        Assert.Equal("method_not_supported_for_channel_type", await client.ErrorAsync("conversations.join", new { channel = "G0FINANCE" }));
    }

    [Fact]
    public async Task Scope_ThatIsMissing_IsNamed()
    {
        await using var poor = await SlackStandIn.StartAsync(clock, new() { Scopes = ["chat:write"] }, clock);
        using var other = new SlackTestClient(poor);

        var answer = await other.FormAsync("users.list");

        Assert.Equal(("missing_scope", "users:read", "chat:write"), (Text(answer, "error"), Text(answer, "needed"), Text(answer, "provided")));
    }

    [Fact]
    public async Task Update_WithTextAlone_DropsTheBlocksAndKeepsTheMetadata()
    {
        string ts = Text(await client.JsonAsync("chat.postMessage", new { channel = "C0AISPEND", text = "a", blocks = OneSection, metadata = Metadata("1") }), "ts");

        Assert.True((await client.JsonAsync("chat.update", new { channel = "C0AISPEND", ts, text = "b" })).GetProperty("ok").GetBoolean());

        var message = Assert.Single(slack.Workspace.Messages.All);
        Assert.Equal(("b", null, true), (message.Content.Text, message.Content.Blocks, message.Content.Metadata is not null));
        Assert.Equal("a", Assert.Single(message.Edits).Before.Text);
        Assert.Equal("message_not_found", await client.ErrorAsync("chat.update", new { channel = "C0AISPEND", ts = "1.000000", text = "b" }));
    }

    [Fact]
    public async Task Update_OfAPersonsMessage_IsRefused()
    {
        var (message, _) = await slack.People.SayAsync("dana", "ai-spend", "mine", null, default);

        Assert.Equal("cant_update_message", await client.ErrorAsync("chat.update", new { channel = "C0AISPEND", ts = message.Ts, text = "b" }));
    }

    [Fact]
    public async Task Thread_HoldsRepliesOfItsRootOnly()
    {
        string root = Text(await client.JsonAsync("chat.postMessage", new { channel = "C0AISPEND", text = "root" }), "ts");
        string reply = Text(await client.JsonAsync("chat.postMessage", new { channel = "C0AISPEND", text = "reply", thread_ts = root }), "ts");

        Assert.Equal("thread_not_found", await client.ErrorAsync("chat.postMessage", new { channel = "C0AISPEND", text = "x", thread_ts = "1.000000" }));
        Assert.Equal("cannot_reply_to_message", await client.ErrorAsync("chat.postMessage", new { channel = "C0AISPEND", text = "x", thread_ts = reply }));
        var replies = await client.FormAsync("conversations.replies", ("channel", "C0AISPEND"), ("ts", root));
        Assert.Equal(["root", "reply"], replies.GetProperty("messages").EnumerateArray().Select(message => Text(message, "text")));
        var history = await client.FormAsync("conversations.history", ("channel", "C0AISPEND"), ("oldest", root), ("inclusive", "true"));
        Assert.Equal(1, Assert.Single(history.GetProperty("messages").EnumerateArray()).GetProperty("reply_count").GetInt32());
    }

    [Fact]
    public async Task Ephemeral_IsSeenByItsUserOnly()
    {
        Assert.True((await client.JsonAsync("chat.postEphemeral", new { channel = "C0AISPEND", user = "U0DANA", text = "psst" })).GetProperty("ok").GetBoolean());

        Assert.Empty(slack.Workspace.Messages.In("C0AISPEND"));
        Assert.Equal("U0DANA", Assert.Single(slack.Workspace.Messages.All).OnlyFor);
        Assert.Equal("user_not_in_channel", await client.ErrorAsync("chat.postEphemeral", new { channel = "G0FINANCE", user = "U0ALEX", text = "psst" }));
    }

    [Fact]
    public async Task Posting_FasterThanOneASecond_IsLimitedInThatChannelOnly()
    {
        async Task<HttpResponseMessage> PostAsync(string channel) =>
            await client.SendAsync("chat.postMessage", JsonContent.Create(new { channel, text = "x" }), slack.Identity.BotToken);

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await PostAsync("C0AISPEND")).StatusCode);
        }

        using var limited = await PostAsync("C0AISPEND");
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (limited.StatusCode, limited.Headers.RetryAfter?.Delta));
        Assert.Equal("ratelimited", Text(await SlackTestClient.ReadAsync(limited), "error"));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("G0FINANCE")).StatusCode);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("C0AISPEND")).StatusCode);
        slack.KeepRates = false;
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("C0AISPEND")).StatusCode);
    }

    [Fact]
    public async Task Tier_IsCountedByMethodAndMinute()
    {
        for (int i = 0; i < 20; i++)
        {
            Assert.True((await client.FormAsync("users.list")).GetProperty("ok").GetBoolean());
        }

        clock.Advance(TimeSpan.FromSeconds(20));
        using var limited = await client.SendAsync("users.list", SlackTestClient.Form(), slack.Identity.BotToken);
        Assert.Equal(TimeSpan.FromSeconds(40), limited.Headers.RetryAfter?.Delta);
        Assert.True((await client.FormAsync("users.info", ("user", "U0DANA"))).GetProperty("ok").GetBoolean());
        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.True((await client.FormAsync("users.list")).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task People_AreFoundByIdMailAndGroup()
    {
        Assert.Equal("U0ALEX", Text((await client.FormAsync("users.lookupByEmail", ("email", "ALEX@example.com"))).GetProperty("user"), "id"));
        Assert.Equal("users_not_found", Text(await client.FormAsync("users.lookupByEmail", ("email", "no@example.com")), "error"));
        Assert.Equal("platform", Text((await client.FormAsync("usergroups.list")).GetProperty("usergroups")[0], "handle"));
        Assert.Equal(2, (await client.FormAsync("usergroups.users.list", ("usergroup", "S0PLATFORM"))).GetProperty("users").GetArrayLength());
        Assert.Equal("user_not_found", Text(await client.FormAsync("users.info", ("user", "U0NOBODY")), "error"));
    }

    [Fact]
    public async Task List_HasPagesAndHidesWhatTheBotCannotSee()
    {
        var names = new List<string>();
        string cursor = "";
        do
        {
            var page = await client.FormAsync("conversations.list", ("types", "public_channel,private_channel"), ("exclude_archived", "true"), ("limit", "2"), ("cursor", cursor));
            names.AddRange(page.GetProperty("channels").EnumerateArray().Select(channel => Text(channel, "name")));
            cursor = Text(page.GetProperty("response_metadata"), "next_cursor");
        }
        while (cursor.Length > 0);

        Assert.Equal(["general", "ai-spend", "search", "finance"], names);
        Assert.Equal("invalid_cursor", Text(await client.FormAsync("conversations.list", ("cursor", "???")), "error"));
        Assert.Equal("invalid_limit", Text(await client.FormAsync("conversations.list", ("limit", "0")), "error"));
    }

    [Fact]
    public async Task File_IsAnnouncedUploadedAndCompleted()
    {
        var announced = await client.FormAsync("files.getUploadURLExternal", ("filename", "a.csv"), ("length", "3"));
        string id = Text(announced, "file_id");
        Assert.Equal("file_not_found", await client.ErrorAsync("files.completeUploadExternal", new { files = new[] { new { id } } }));

        using var http = new HttpClient();
        using var uploaded = await http.PostAsync(Text(announced, "upload_url"), new ByteArrayContent([1, 2, 3]));

        Assert.Equal("OK - 3", await uploaded.Content.ReadAsStringAsync());
        Assert.True((await client.JsonAsync("files.completeUploadExternal", new { files = new[] { new { id, title = "A" } }, channel_id = "C0AISPEND" })).GetProperty("ok").GetBoolean());
        Assert.Equal([id], Assert.Single(slack.Workspace.Messages.In("C0AISPEND")).Files);
    }

    [Fact]
    public async Task PinsAndBookmarks_AreKept()
    {
        string ts = Text(await client.JsonAsync("chat.postMessage", new { channel = "C0AISPEND", text = "a" }), "ts");

        Assert.True((await client.JsonAsync("pins.add", new { channel = "C0AISPEND", timestamp = ts })).GetProperty("ok").GetBoolean());
        Assert.Equal("already_pinned", await client.ErrorAsync("pins.add", new { channel = "C0AISPEND", timestamp = ts }));
        Assert.True((await client.JsonAsync("bookmarks.add", new { channel_id = "C0AISPEND", title = "Spend", type = "link", link = "https://example.com/" })).GetProperty("ok").GetBoolean());
        Assert.Equal("Spend", Assert.Single(slack.Workspace.Bookmarks.All).Title);
        Assert.EndsWith($"/p{ts.Replace(".", "", StringComparison.Ordinal)}", Text(await client.FormAsync("chat.getPermalink", ("channel", "C0AISPEND"), ("message_ts", ts)), "permalink"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_RemovesTheBotsOwnMessage()
    {
        string ts = Text(await client.JsonAsync("chat.postMessage", new { channel = "C0AISPEND", text = "a" }), "ts");

        Assert.True((await client.JsonAsync("chat.delete", new { channel = "C0AISPEND", ts })).GetProperty("ok").GetBoolean());

        Assert.Empty(slack.Workspace.Messages.In("C0AISPEND"));
        Assert.Equal("message_not_found", await client.ErrorAsync("chat.delete", new { channel = "C0AISPEND", ts }));
    }

    [Fact]
    public async Task Home_IsPublishedAgainUnlessSomeoneElseWasFaster()
    {
        var home = new { type = "home", blocks = OneSection };
        string hash = Text((await client.JsonAsync("views.publish", new { user_id = "U0DANA", view = home })).GetProperty("view"), "hash");

        Assert.True((await client.JsonAsync("views.publish", new { user_id = "U0DANA", view = home, hash })).GetProperty("ok").GetBoolean());
        Assert.Equal("hash_conflict", await client.ErrorAsync("views.publish", new { user_id = "U0DANA", view = home, hash }));
        Assert.Single(slack.Workspace.Views.All);
    }

    [Fact]
    public async Task UnknownMethod_IsSaid() => Assert.Equal("unknown_method", await client.ErrorAsync("files.upload", new { }));

    [Fact]
    public async Task Calls_AreKeptWithoutTheToken()
    {
        await client.FormAsync("chat.postMessage", ("channel", "C0AISPEND"), ("text", "x"), ("token", slack.Identity.BotToken));

        var call = Assert.Single(slack.Calls);
        Assert.Equal(("chat.postMessage", null), (call.Method, call.Error));
        Assert.DoesNotContain("xoxb", call.Arguments.ToJsonString(), StringComparison.Ordinal);
    }

    private static object Metadata(string id) => new { event_type = "incident", event_payload = new { id } };

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;
}
