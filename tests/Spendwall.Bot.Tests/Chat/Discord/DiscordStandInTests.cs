using System.Text.Json.Nodes;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Chat.Discord.Api;
using Spendwall.Bot.Chat.Discord.Rendering;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Discord;

/// <summary>The bot's client on real sockets against the Sandbox's Discord. D21 and D23.</summary>
public sealed class DiscordStandInTests : IAsyncLifetime, IDisposable
{
    private readonly ManualClock clock = new(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
    private readonly DiscordHttp http = new(new() { Discord = new() { ApplicationId = DiscordIdentity.Application } });
    private DiscordStandIn discord = null!;
    private IDiscordApi api = null!;

    public async Task InitializeAsync()
    {
        discord = await DiscordStandIn.StartAsync(clock, new() { KeepRates = false }, clock);
        api = new DiscordApi(
            http.Client, DiscordTransport.Address(new DiscordOptions { ApiUrl = discord.ApiUrl }), new Secret(discord.Identity.Token), new(), TimeProvider.System, static () => 0.5, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
    }

    public async Task DisposeAsync() => await discord.DisposeAsync();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task D21_ForeignTextSaysEveryone_PingsNobody()
    {
        var message = new ChatMessage { Title = "@everyone @here <@&1> spends", Footer = ["@everyone"] };
        var rendered = DiscordRenderer.Render(message);
        await PostAsync(rendered.ToBody());
        await PostAsync(rendered.ToBody(textOnly: true));

        var posted = discord.World.Messages.In(DiscordDirectory.AiSpend).Where(static told => told.IsBots).ToList();
        Assert.Equal(2, posted.Count);
        Assert.All(posted, static told => Assert.False(told.Pinged.Everyone || told.Pinged.Users.Any() || told.Pinged.Roles.Any()));
    }

    [Fact]
    public async Task D23_TheThreadIsThereAlready_ItsIdIsTheMessages()
    {
        string root = ForeignJson.Text(await PostAsync(DiscordRenderer.Render(new ChatMessage { Title = "Root" }).ToBody()), "id")!;
        var body = new JsonObject { ["name"] = "t" };
        string path = $"channels/{DiscordDirectory.AiSpend}/messages/{root}/threads";
        await api.CallAsync(HttpMethod.Post, path, body, default);

        var again = await Assert.ThrowsAsync<DiscordException>(() => api.CallAsync(HttpMethod.Post, path, body.DeepClone(), default));
        await api.CallAsync(HttpMethod.Post, $"channels/{root}/messages", DiscordRenderer.Render(new ChatMessage { Title = "Line" }).ToBody(), default);

        Assert.Equal(DiscordFaults.ThreadExists, again.Code);
        Assert.Contains(discord.World.Messages.In(root), static told => told.IsBots);
    }

    private Task<System.Text.Json.JsonElement> PostAsync(JsonObject body) => api.CallAsync(HttpMethod.Post, $"channels/{DiscordDirectory.AiSpend}/messages", body, default);
}
