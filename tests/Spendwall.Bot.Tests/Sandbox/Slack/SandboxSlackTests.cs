using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Slack;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox.Slack;

public sealed class SandboxSlackTests : IDisposable
{
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();
    private readonly ManualClock real = new(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public async Task ChatSlack_GivesTheBotAWorkspaceAndShowsWhatIsSaid()
    {
        SandboxEnvironment? seen = null;
        string handover = Path.Combine(Directory.CreateTempSubdirectory("spendwall-test-").FullName, "handover.json");

        await RunAsync(new() { Chat = SandboxChat.Slack, Handover = handover }, async (environment, token) =>
        {
            seen = environment;
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Authorization = new("Bearer", environment.Settings.Slack.BotToken.Reveal());
            using var posted = await http.PostAsync(environment.Settings.Slack.ApiUrl + "chat.postMessage", SlackTestClient.Form(("channel", "#ai-spend"), ("text", "hello there")), token);
            Assert.True((await SlackTestClient.ReadAsync(posted)).GetProperty("ok").GetBoolean());
            await RunAsync(new() { Join = handover }, (other, _) =>
            {
                Assert.Equal((environment.Chat, environment.Urls, environment.Keys), (other.Chat, other.Urls, other.Keys));
                Assert.Equal(environment.Settings.Slack.ApiUrl, other.Settings.Slack.ApiUrl);

                return Task.FromResult(0);
            }, token);

            return 0;
        });

        Directory.Delete(Path.GetDirectoryName(handover)!, recursive: true);
        var settings = seen!.Settings;
        Assert.Equal((true, "Socket"), (settings.Slack.Enabled, settings.Slack.Mode));
        Assert.StartsWith("xapp-", settings.Slack.AppToken.Reveal(), StringComparison.Ordinal);
        Assert.All(settings.Accounts, account => Assert.Equal(("slack:U0DANA", "slack:#ai-spend"), (account.Owner, account.Channels.Single())));
        Assert.Equal(["slack:U0DANA"], settings.Admins);
        Assert.Equal(["slack:#ai-spend"], settings.Summary.Channels);
        Assert.Contains("#ai-spend · Spendwall:", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("    hello there", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("/__control/command", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChatTerminal_HasNoWorkspace() => await RunAsync(new(), (environment, _) =>
    {
        Assert.Null(environment.Urls.Slack);
        Assert.False(environment.Settings.Slack.Enabled);

        return Task.FromResult(0);
    });

    [Fact]
    public async Task Typist_WaitsForTheBotAndTypesOnce()
    {
        await using var slack = await SlackStandIn.StartAsync(real, real: real);
        using var client = new SlackTestClient(slack);
        using var typist = new SlackTypist(new(slack.ApiUrl));

        var typed = typist.TypeAsync("/spendwall runway", default);
        while (slack.Dispatcher.Deliveries.Count == 0)
        {
            await Task.Yield();
        }

        using var socket = await client.ConnectAsync();
        var envelope = await socket.NextAsync("slash_commands");
        await socket.AckAsync(envelope);

        Assert.Equal("acknowledged", await typed);
        Assert.Equal("runway", envelope.GetProperty("payload").GetProperty("text").GetString());
        Assert.Equal("U0DANA", envelope.GetProperty("payload").GetProperty("user_id").GetString());
    }

    private Task<int> RunAsync(SandboxArguments arguments, Func<SandboxEnvironment, CancellationToken, Task<int>> bot, CancellationToken cancellationToken = default) =>
        new SandboxProgram(bot, output, error, real).RunAsync(arguments, cancellationToken);
}
