using Spendwall.Bot.Benchmarks.Replay;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Discord.Api;
using Spendwall.Bot.Sandbox.Discord.Gateway;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Sandbox.Scenarios;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Slack;
using Spendwall.Bot.Sandbox.Slack.World;
using Spendwall.Bot.Sandbox.Truth;
using Spendwall.Bot.Tests.Host;

namespace Spendwall.Bot.Tests.Chat.Story;

/// <summary>A workspace, a guild or both, and a reservoir that runs low, on a clock that runs fast; the bot is a process of its own that comes and goes.</summary>
internal sealed class StoryWorld : IAsyncDisposable
{
    /// <summary>They run one after the other: each has processes of its own, and they would make each other wait.</summary>
    public const string Stories = "stories";

    /// <summary>Simulated seconds in a real one: low enough that a slow start of the bot costs hours of the story, not days.</summary>
    private const double Speed = 2400;

    /// <summary>Seconds; only a fault reaches it.</summary>
    private const int Patience = 120;

    /// <summary>Three quarters of an hour above the warning.</summary>
    private const int UsualHours = 73;

    private static readonly DateTimeOffset Start = new(2026, 11, 17, 9, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Two minutes of presses on a machine with time for us.</summary>
    private const int MostPresses = 30;

    private const int MostStops = 5;

    private static readonly TimeSpan PressAgain = TimeSpan.FromSeconds(4);

    private readonly string folder;
    private readonly OpenRouterStandIn openRouter;
    private readonly SandboxEnvironment environment;
    private BotChild? bot;

    private readonly SlackStandIn? slack;
    private readonly DiscordStandIn? discord;

    private StoryWorld(string folder, OpenRouterStandIn openRouter, SlackStandIn? slack, DiscordStandIn? discord, SandboxEnvironment environment)
    {
        this.folder = folder;
        this.openRouter = openRouter;
        this.environment = environment;
        this.slack = slack;
        this.discord = discord;
    }

    public SlackStandIn Slack => slack ?? throw new InvalidOperationException("This story has no workspace.");

    public DiscordStandIn Discord => discord ?? throw new InvalidOperationException("This story has no guild.");

    public string Database => environment.DatabasePath;

    /// <summary>Everything in the alerts' channel of the workspace that all can read, oldest first.</summary>
    public IReadOnlyList<SlackMessage> Said => Slack.Workspace.Messages.In("C0AISPEND");

    /// <summary>What stands in the alerts' channel of the guild, and in its threads, oldest first.</summary>
    public IReadOnlyList<DiscordMessage> Posted =>
        [.. Discord.World.Messages.In(DiscordDirectory.AiSpend), .. Discord.World.Directory.Threads(DiscordDirectory.AiSpend).SelectMany(thread => Discord.World.Messages.In(thread.Id))];

    /// <summary>What the outbox said on every platform.</summary>
    public IReadOnlyList<StoryLine> Lines =>
    [
        .. (slack is null ? [] : Said).Select(StoryLine.Of).OfType<StoryLine>(),
        .. (discord is null ? [] : Posted).Select(message => StoryLine.Of(message, Discord.World.Directory)).OfType<StoryLine>(),
    ];

    private string Handover => Path.Combine(folder, "handover.json");

    public static async Task<StoryWorld> StartAsync(string folder, SandboxChat chat)
    {
        var clock = new ScaledClock(Start, Speed);
        var generator = new TrafficGenerator(1, Start);
        var usual = new SpendSeries(generator.Rows(TrafficStream.OpenRouter, static (_, _) => 1));
        var rising = new SpendSeries(generator.Rows(TrafficStream.OpenRouter, static (hour, _) => 1 + (0.8 * Math.Clamp(hour / 3d, 0, 1))));
        var options = new OpenRouterStandInOptions { OpeningCredits = decimal.Round(usual.UsdUntil(Start.AddHours(UsualHours))) };
        var openRouter = await OpenRouterStandIn.StartAsync(rising, clock, options);
        var slack = chat.HasSlack()
            ? await SlackStandIn.StartAsync(clock, new() { KeepRates = false, Redelivery = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)] }, TimeProvider.System)
            : null;
        var discord = chat.HasDiscord() ? await DiscordStandIn.StartAsync(clock, new(), TimeProvider.System) : null;
        var environment = new SandboxEnvironment(
            new(openRouter.BaseUrl, null, slack?.ApiUrl, discord?.ApiUrl),
            new(
                openRouter.ManagementKey,
                openRouter.InferenceKey,
                null,
                slack?.Identity.BotToken,
                slack?.Identity.AppToken,
                slack?.Identity.SigningSecret,
                discord?.Identity.Token,
                DiscordIdentity.Application,
                DiscordIdentity.Guild),
            clock,
            Path.Combine(folder, "story.db"),
            HistoryDays: 14,
            "a reservoir runs low",
            chat);
        var world = new StoryWorld(folder, openRouter, slack, discord, environment);
        await SandboxHandover.WriteAsync(environment, world.Handover, CancellationToken.None);

        return world;
    }

    /// <summary>A fifth of all calls fail, some of them after they took effect, and some are told to slow down.</summary>
    public void Misbehave()
    {
        foreach (var faults in new[] { slack?.Faults, discord?.Faults }.OfType<FaultPlan>())
        {
            faults.Add(new("/api/", FaultKind.Unanswered) { Percent = 8 });
            faults.Add(new("/api/", FaultKind.Status) { Percent = 6 });
            faults.Add(new("/api/", FaultKind.Html) { Percent = 6 });
        }

        slack?.Faults.Add(new("/api/", FaultKind.Status) { Status = 429, RetryAfter = TimeSpan.FromSeconds(1), Percent = 6 });
        discord?.Limit("/api/", RateScope.User, TimeSpan.FromSeconds(0.7), times: null, percent: 3);
        discord?.Limit("/api/", RateScope.Shared, TimeSpan.FromSeconds(0.4), times: null, percent: 2);
        discord?.Limit("/api/", RateScope.Cloudflare, TimeSpan.FromSeconds(1), times: null, percent: 1);
    }

    public void Behave()
    {
        slack?.Faults.Clear();
        discord?.Faults.Clear();
    }

    /// <summary>The next message takes effect, and its answer is lost.</summary>
    public void LoseTheNextAnswer()
    {
        slack?.Faults.Add(new("/api/chat.postMessage", FaultKind.Unanswered) { Times = 1 });
        discord?.Faults.Add(new($"/api/v10/channels/{DiscordDirectory.AiSpend}/messages", FaultKind.Unanswered) { Times = 1 });
    }

    public void Run() => bot = BotChild.Start(Handover);

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        await bot!.KillAsync(CancellationToken.None);
        bot.Dispose();
        bot = null;

        // Else what is done to the next process's connection would hit this one's, which nobody reads any more.
        await Deadline.UntilAsync(() => (slack is null || slack.Sockets.Open.Count == 0) && (discord is null || discord.Gateway.Open.Count == 0), "the end of the killed bot's connections", Patience);
    }

    /// <summary>Until everything is told, then SIGTERM; what the bot had in hand just then is told by the next one.</summary>
    public async Task StopAsync()
    {
        for (int times = 0; ; times++)
        {
            await UntilToldAsync();
            Assert.True(await bot!.StopAsync("TERM", TimeSpan.FromSeconds(30), CancellationToken.None), "SIGTERM did not end the bot");
            Assert.Equal(0, bot.ExitCode);
            await using var reader = await LedgerReader.OpenAsync(Database, CancellationToken.None);
            if (await IsToldAsync(reader))
            {
                return;
            }

            Assert.True(times < MostStops, "each stop left something untold");
            bot.Dispose();
            Run();
        }
    }

    /// <summary>Slack asks for a new socket, as it does every few hours, and closes the old one.</summary>
    public async Task RefreshSocketAsync()
    {
        var sockets = Slack.Sockets.Open;
        await Deadline.UntilAsync(() => (sockets = Slack.Sockets.Open).Count > 0, "a socket", Patience);
        int opened = Slack.Sockets.Opened;
        await Slack.Sockets.DisconnectAsync("refresh_requested", sockets[0].Id, close: true, CancellationToken.None);
        await Deadline.UntilAsync(() => Slack.Sockets.Opened > opened, "the socket after the refresh", Patience);
    }

    /// <summary>The gateway loses the bot in one of three ways, and has it back.</summary>
    public async Task ReconnectGatewayAsync(GatewayLoss loss)
    {
        await Deadline.UntilAsync(() => Discord.Gateway.Ready > 0, "a session", Patience);
        int last = Discord.Gateway.Connections[^1].Id;
        switch (loss)
        {
            case GatewayLoss.Asked:
                Discord.Gateway.SendAll(GatewayFrames.Reconnect);
                break;
            case GatewayLoss.Cut:
                Discord.Gateway.DropAll();
                break;
            default:
                Discord.Gateway.Invalidate(isResumable: false);
                break;
        }

        await Deadline.UntilAsync(() => Discord.Gateway.Open.Any(connection => connection.Id > last && connection.Session is not null), "the session after the loss", Patience);
    }

    public void TopUp(decimal usd) => openRouter.TopUp(usd);

    public Task UntilAsync(Func<bool> effect, string what) => Deadline.UntilAsync(() =>
    {
        Assert.True(bot is null || bot.Running, $"the bot ended by itself while waiting for {what}: {string.Join(" | ", bot?.Errors.TakeLast(8) ?? [])}");

        return effect();
    }, what, Patience);

    /// <summary>The low credit is told to be over, in the message and in its thread. An anomaly that the rise is too takes days to be over.</summary>
    public Task RecoveredAsync() => UntilAsync(
        () =>
        {
            var lines = Lines;

            return lines.Where(static line => line.Root is null && line.Text.Contains("INC-1 ", StringComparison.Ordinal)).All(root =>
                root.Text.Contains("Resolved", StringComparison.Ordinal)
                && lines.Any(line => line.Root == root.Id && line.Text.Contains("Recovered after", StringComparison.Ordinal)));
        },
        "the recovery");

    /// <summary>
    /// Whether the owner was called in a thread after a line of it. By the order of the messages, not of our looks: the
    /// story's clock runs hours between two of these.
    /// </summary>
    public bool IsCalledAfter(string root, string line) => Lines
        .Where(said => said.Root == root)
        .OrderBy(static said => said.PostedAt)
        .ThenBy(static said => said.Id, StringComparer.Ordinal)
        .SkipWhile(said => !said.Text.Contains(line, StringComparison.Ordinal))
        .Any(static said => said.Pinged > 0);

    /// <summary>Someone does something and looks for its effect; when none comes, they do it again, as people do.</summary>
    public async Task DoUntilAsync(Func<Task> act, Func<bool> effect, string what)
    {
        for (int times = 0; !effect(); times++)
        {
            Assert.True(times < MostPresses, $"{what} did not come after {times} times");
            await act();
            long asked = TimeProvider.System.GetTimestamp();
            await UntilAsync(() => effect() || TimeProvider.System.GetElapsedTime(asked) >= PressAgain, what);
        }
    }

    private static async Task<bool> IsToldAsync(LedgerReader reader) =>
        (await reader.DeliveriesAsync(CancellationToken.None)).All(static delivery => delivery.State is not (DeliveryState.Pending or DeliveryState.Sending));

    /// <summary>Until nothing is left in the outbox.</summary>
    private async Task UntilToldAsync()
    {
        await using var reader = await LedgerReader.OpenAsync(Database, CancellationToken.None);
        bool isEmpty = false;
        for (int looks = 0; !isEmpty; looks++)
        {
            Assert.True(looks * LookEvery < TimeSpan.FromSeconds(Patience), "the outbox did not become empty");
            await Task.Delay(LookEvery, TimeProvider.System);
            isEmpty = await IsToldAsync(reader);
        }
    }

    public async ValueTask DisposeAsync()
    {
        bot?.Dispose();
        if (slack is not null)
        {
            await slack.DisposeAsync();
        }

        if (discord is not null)
        {
            await discord.DisposeAsync();
        }

        await openRouter.DisposeAsync();
    }
}

internal enum GatewayLoss
{
    /// <summary>op 7.</summary>
    Asked,

    /// <summary>Without a close code.</summary>
    Cut,

    /// <summary>op 9 with <c>false</c>: the session is gone too.</summary>
    Invalid,
}
