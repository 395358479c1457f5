using System.Net.Http.Headers;
using System.Text.Json;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox.Discord;

public sealed class DiscordMessageTests : IAsyncLifetime, IDisposable
{
    private const string Messages = "channels/" + DiscordDirectory.AiSpend + "/messages";

    private readonly ManualClock clock = new(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
    private DiscordStandIn discord = null!;
    private DiscordTestClient client = null!;

    public async Task InitializeAsync()
    {
        discord = await DiscordStandIn.StartAsync(clock, new() { KeepRates = false }, clock);
        client = new(discord);
    }

    public async Task DisposeAsync() => await discord.DisposeAsync();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Post_ThenEditAndPin_KeepsTheHistory()
    {
        string id = (await client.PostAsync(DiscordDirectory.AiSpend, new { content = "open", embeds = new[] { new { title = "OpenRouter" } } })).GetProperty("id").GetString()!;

        var edited = await client.CallAsync("PATCH", $"{Messages}/{id}", new { content = "resolved" });
        await client.CallAsync("PUT", $"{Messages}/pins/{id}");

        var message = Assert.Single(discord.World.Messages.In(DiscordDirectory.AiSpend));
        Assert.Equal(("resolved", "open", true), (message.Content.Text, message.Edits.Single().Before.Text, message.IsPinned));
        Assert.Equal("OpenRouter", edited.GetProperty("embeds")[0].GetProperty("title").GetString());
        Assert.NotEqual(JsonValueKind.Null, edited.GetProperty("edited_timestamp").ValueKind);
    }

    [Fact]
    public async Task Post_SameNonceEnforced_ReturnsTheFirstForMinutes()
    {
        var first = await client.PostAsync(DiscordDirectory.AiSpend, new { content = "a", nonce = "n1", enforce_nonce = true });
        var again = await client.PostAsync(DiscordDirectory.AiSpend, new { content = "b", nonce = "n1", enforce_nonce = true });
        await client.PostAsync(DiscordDirectory.AiSpend, new { content = "c", nonce = "n1" });
        clock.Advance(TimeSpan.FromMinutes(6));
        await client.PostAsync(DiscordDirectory.AiSpend, new { content = "d", nonce = "n1", enforce_nonce = true });

        Assert.Equal(first.GetProperty("id").GetString(), again.GetProperty("id").GetString());
        Assert.Equal(["a", "c", "d"], discord.World.Messages.In(DiscordDirectory.AiSpend).Select(static message => message.Content.Text));
    }

    [Fact]
    public async Task Post_OnlyAllowedMentionsPing()
    {
        const string text = $"<@{DiscordDirectory.Dana}> <@{DiscordDirectory.Sam}> <@&{DiscordDirectory.OnCall}> <@&{DiscordDirectory.Platform}> @everyone";

        await client.PostAsync(DiscordDirectory.AiSpend, new { content = text });
        await client.PostAsync(DiscordDirectory.AiSpend, new { content = text, allowed_mentions = new { parse = Array.Empty<string>(), users = new[] { DiscordDirectory.Dana } } });
        await client.PostAsync(DiscordDirectory.AiSpend, new { embeds = new[] { new { description = text } } });
        await client.PostAsync(DiscordDirectory.AiSpend, new { content = text, flags = 4096 });

        var pinged = discord.World.Messages.In(DiscordDirectory.AiSpend).Select(static message => message.Pinged).ToList();
        // The role that nobody may mention needs a permission that the bot does not have, like everyone.
        Assert.Equal([DiscordDirectory.Dana, DiscordDirectory.Sam], pinged[0].Users);
        Assert.Equal([DiscordDirectory.OnCall], pinged[0].Roles);
        Assert.False(pinged[0].Everyone);
        Assert.Equal([DiscordDirectory.Dana], pinged[1].Users);
        Assert.Empty(pinged[1].Roles);
        Assert.True(pinged[2].IsEmpty);
        Assert.True(pinged[3].IsEmpty);
    }

    [Fact]
    public async Task Post_EveryLimitHasItsPlace()
    {
        string Long(int length) => new('x', length);
        var faults = await client.FaultsAsync("POST", Messages, new
        {
            content = Long(2001),
            nonce = Long(26),
            allowed_mentions = new { parse = new[] { "users" }, users = new[] { DiscordDirectory.Dana } },
            embeds = new object[]
            {
                new { title = Long(257), description = Long(4097), fields = Enumerable.Range(0, 26).Select(_ => new { name = Long(257), value = "" }) },
                new { description = Long(2000), footer = new { text = Long(2049) }, image = new { url = "ftp://x/y.png" } },
            },
            components = new object[]
            {
                new { type = 1, components = new object[] { new { type = 2, style = 1, label = Long(81), custom_id = "a" }, new { type = 2, style = 1, label = "b", custom_id = "a" }, new { type = 2, style = 5, label = "c" } } },
                new { type = 1, components = new object[] { new { type = 3, custom_id = "s", options = Array.Empty<object>() }, new { type = 2, style = 1, label = "d", custom_id = Long(101) } } },
                new { type = 10, content = "x" },
            },
        });

        Assert.Equal(
            [
                "content: BASE_TYPE_MAX_LENGTH", "nonce: BASE_TYPE_MAX_LENGTH", "embeds: MAX_EMBED_SIZE_EXCEEDED", "embeds.0.title: BASE_TYPE_MAX_LENGTH", "embeds.0.description: BASE_TYPE_MAX_LENGTH",
                "embeds.0.fields: BASE_TYPE_BAD_LENGTH", "embeds.0.fields.0.name: BASE_TYPE_BAD_LENGTH", "embeds.0.fields.0.value: BASE_TYPE_REQUIRED",
                "embeds.1.footer.text: BASE_TYPE_BAD_LENGTH", "embeds.1.image.url: URL_TYPE_INVALID_SCHEME",
                "components.0.components.0.label: BASE_TYPE_MAX_LENGTH", "components.0.components.1.custom_id: COMPONENT_CUSTOM_ID_DUPLICATED", "components.0.components.2.url: BASE_TYPE_REQUIRED",
                "components.1: COMPONENT_LAYOUT_WIDTH_EXCEEDED", "components.1.components.0.options: BASE_TYPE_BAD_LENGTH", "components.1.components.1.custom_id: BASE_TYPE_BAD_LENGTH", "components.2.type: BASE_TYPE_CHOICES",
                "allowed_mentions.users: MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
            ],
            faults.Where(static fault => !fault.StartsWith("embeds.0.fields.", StringComparison.Ordinal) || fault.StartsWith("embeds.0.fields.0", StringComparison.Ordinal)).Order(new Places()));
        Assert.Equal((400, 50006), await client.RefusedAsync("POST", Messages, new { content = "" }));
    }

    [Fact]
    public async Task Post_ComponentsV2_ForbidsTextAndCountsParts()
    {
        object text = new { type = 10, content = "x" };

        Assert.Equal(["content: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"], await client.FaultsAsync("POST", Messages, new { flags = 32768, content = "x", components = new[] { text } }));
        Assert.Equal(["components: COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"], await client.FaultsAsync("POST", Messages, new { flags = 32768, components = new[] { new { type = 17, components = Enumerable.Repeat(text, 40) } } }));
        string id = (await client.PostAsync(DiscordDirectory.AiSpend, new { flags = 32768, components = new[] { new { type = 17, components = Enumerable.Repeat(text, 39) } } })).GetProperty("id").GetString()!;
        // The flag stays, so words of the old kind are refused in an edit too.
        Assert.Equal(["content: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"], await client.FaultsAsync("PATCH", $"{Messages}/{id}", new { content = "y" }));
    }

    [Fact]
    public async Task Thread_OneForAMessage_ArchivesAndWakes()
    {
        string id = (await client.PostAsync(DiscordDirectory.AiSpend, new { content = "open" })).GetProperty("id").GetString()!;

        var thread = await client.CallAsync("POST", $"{Messages}/{id}/threads", new { name = "Incident 7", auto_archive_duration = 1440 });
        Assert.Equal((id, 11), (thread.GetProperty("id").GetString(), thread.GetProperty("type").GetInt32()));
        Assert.Equal((400, 160004), await client.RefusedAsync("POST", $"{Messages}/{id}/threads", new { name = "again" }));
        Assert.Equal(["auto_archive_duration: BASE_TYPE_CHOICES"], await client.FaultsAsync("POST", $"{Messages}/{id}/threads", new { name = "x", auto_archive_duration = 90 }));
        await client.PostAsync(id, new { content = "acknowledged" });
        string reply = discord.World.Messages.In(id)[^1].Id;

        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((400, 50083), await client.RefusedAsync("PATCH", $"channels/{id}/messages/{reply}", new { content = "x" }));
        Assert.True((await client.CallAsync("GET", $"channels/{id}")).GetProperty("thread_metadata").GetProperty("archived").GetBoolean());
        await client.PostAsync(id, new { content = "resolved" });

        Assert.False((await client.CallAsync("GET", $"channels/{id}")).GetProperty("thread_metadata").GetProperty("archived").GetBoolean());
        Assert.Equal(["acknowledged", "resolved"], discord.World.Messages.In(id).Where(static message => message.Type == 0).Select(static message => message.Content.Text));
        discord.World.Directory.Change(id, static old => old with { IsLocked = true });
        Assert.Equal((400, 160005), await client.RefusedAsync("POST", $"channels/{id}/messages", new { content = "x" }));
    }

    [Fact]
    public async Task Channel_HiddenOrReadOnlyOrGone_IsRefusedByItsOwnCode()
    {
        Assert.Equal((404, 10003), await client.RefusedAsync("POST", "channels/1300000000000000999/messages", new { content = "x" }));
        Assert.Equal((403, 50001), await client.RefusedAsync("POST", "channels/1300000000000000103/messages", new { content = "x" }));
        Assert.Equal((403, 50013), await client.RefusedAsync("POST", "channels/1300000000000000104/messages", new { content = "x" }));
        await client.ControlAsync("permissions", new { channel = "ai-spend", deny = (ulong)DiscordPermissions.EmbedLinks });
        Assert.Equal((403, 50013), await client.RefusedAsync("POST", Messages, new { embeds = new[] { new { title = "x" } } }));
        await client.PostAsync(DiscordDirectory.AiSpend, new { content = "x" });
        await client.ControlAsync("permissions", new { channel = "ai-spend", deny = (ulong)DiscordPermissions.CreatePublicThreads });
        Assert.Equal((403, 50013), await client.RefusedAsync("POST", $"{Messages}/{discord.World.Messages.All[^1].Id}/threads", new { name = "x" }));
    }

    [Fact]
    public async Task Upload_ByMultipart_IsAnAttachment()
    {
        using var form = new MultipartFormDataContent();
        using var file = new ByteArrayContent([1, 2, 3]);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var payload = new StringContent("""{"content":"chart","attachments":[{"id":0,"filename":"spend.png","description":"Spend by day"}],"embeds":[{"image":{"url":"attachment://spend.png"}}]}""");
        form.Add(payload, "payload_json");
        form.Add(file, "files[0]", "spend.png");

        using var response = await client.SendAsync(HttpMethod.Post, Messages, form);

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        var sent = Assert.Single(Assert.Single(discord.World.Messages.All).Content.Attachments);
        Assert.Equal(("spend.png", "image/png", "Spend by day", 3), (sent.Name, sent.ContentType, sent.Description, sent.Bytes.Length));
    }

    [Fact]
    public async Task Unanswered_PostsAndHangsUp()
    {
        discord.Faults.Add(new("/api/v10/channels/", FaultKind.Unanswered) { Times = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(DiscordDirectory.AiSpend, new { content = "x", nonce = "n", enforce_nonce = true }));
        await client.PostAsync(DiscordDirectory.AiSpend, new { content = "x", nonce = "n", enforce_nonce = true });

        Assert.Single(discord.World.Messages.All);
    }

    /// <summary>In the order of the fields above, which no comparison of texts gives.</summary>
    private sealed class Places : IComparer<string>
    {
        private static readonly string[] Order = ["content", "nonce", "embeds:", "embeds.0.title", "embeds.0.description", "embeds.0.fields:", "embeds.0.fields", "embeds.1", "components.0", "components.1:", "components.1", "components.2", "allowed"];

        public int Compare(string? x, string? y) => (Rank(x!), x).CompareTo((Rank(y!), y));

        private static int Rank(string fault) => Array.FindIndex(Order, prefix => fault.StartsWith(prefix, StringComparison.Ordinal));
    }
}
