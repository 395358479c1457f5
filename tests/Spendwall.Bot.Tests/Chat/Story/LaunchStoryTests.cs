using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Limits;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Host;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.OpenRouter;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Chat.Slack;

namespace Spendwall.Bot.Tests.Chat.Story;

/// <summary>
/// A launch from the request for more budget to the weekly summary: the whole bot on a file, people in Slack, usage of $3 an
/// hour that triples for a day. It begins on a Friday at noon.
/// </summary>
public sealed class LaunchStoryTests
{
    private const string Account = "openrouter-main";
    private const string Lee = "U0LEE";
    private const string Kim = "U0KIM";

    private static readonly SpendwallOptions Options = new()
    {
        Accounts = [SlackWorld.Account with { ApiKey = new("key") }],
        Admins = [$"slack:{Kim}"],
        Slack = new() { Enabled = true },
        Summary = new() { Channels = ["slack:#ai-spend"] },
    };

    [Fact]
    public async Task Launch_AskedGrantedAnnouncedExplainedReported_StandsInTheWeeklySummary()
    {
        await using var world = await SlackWorld.CreateAsync(Options);
        await StoreAsync(world, Outlooks.Now.AddDays(-20), Outlooks.Now);
        await RoundAsync(world);
        await world.TypeAsync("/spendwall", $"budget set {Account} 3000/month");

        await world.TypeAsync("/spendwall", $"access grant {Account} @lee slack:{Lee} operate", Kim);

        // More is asked for, and its two approvers decide at the same instant.
        await world.TypeAsync("/spendwall", $"budget request {Account} +500 until:2d reason:\"launch of search\" evidence:https://example.com/plan", Lee);
        await world.PumpAsync();
        var asked = Roots(world)[^1];
        Assert.Contains($"<@{SlackWorld.Dana}>", asked.Text, StringComparison.Ordinal);
        await DecideAtOnceAsync(world);
        var granted = (await world.Get<ExceptionStore>().FindAsync(1, default))!;
        Assert.Equal(ExceptionState.Approved, granted.State);
        Assert.Single(await world.Get<AuditLog>().AllAsync(default), static row => row.Action == "exception.approve");

        // The window is announced, the rise comes inside it and calls nobody.
        await world.TypeAsync("/spendwall", $"launch start {Account} ramp:x4 until:34h name:\"search 2.4\"");
        await HoursAsync(world, 6, times: 1);
        await HoursAsync(world, 24, times: 3);
        var quiet = Assert.Single(Roots(world), static root => root.Text.Contains("Explained", StringComparison.Ordinal));
        Assert.Contains("EV-1", quiet.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<@", quiet.Text, StringComparison.Ordinal);

        // It ends by itself; six hours later its report is there.
        await HoursAsync(world, 10, times: 1);
        var report = Assert.Single(Roots(world), static root => root.Text.Contains("EV-1 (launch search 2.4) ended", StringComparison.Ordinal));
        Assert.Contains("within its ramp of 4 ×", report.Text, StringComparison.Ordinal);
        Assert.Contains("Before", report.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<@", report.Text, StringComparison.Ordinal);

        // Monday at nine, twice: the summary tells of the exception, which is over, of the window and of the owner (the workspace calls everyone robin), once.
        await HoursAsync(world, 29, times: 1);
        Assert.Equal(DayOfWeek.Monday, world.Clock.GetUtcNow().DayOfWeek);
        await SummaryAsync(world);
        await SummaryAsync(world);
        var summary = Assert.Single(Roots(world), static root => root.Text.Contains("Week 2026-11-16 to 2026-11-22", StringComparison.Ordinal));
        Assert.Contains($"Exception: EX-1 +$500.00 a month for account:{Account} granted by {granted.DecidedName}, ended 2026-11-22", summary.Text, StringComparison.Ordinal);
        Assert.Contains($"Window: EV-1 (launch search 2.4) for account:{Account} announced by @robin: ended", summary.Text, StringComparison.Ordinal);
        Assert.Contains("explained without calling anyone, in the thread", summary.Text, StringComparison.Ordinal);
        Assert.Matches("ended 2026-11-21 22:\\d\\d UTC, [12]\\.\\d+ × the expected, within its ramp of 4 ×", summary.Text);
        Assert.Contains("@robin\n", summary.Text, StringComparison.Ordinal);
        Assert.Equal(ExceptionState.Expired, (await world.Get<ExceptionStore>().FindAsync(1, default))!.State);
        Assert.Equal([asked.Ts, quiet.Ts, report.Ts, summary.Ts], new[] { asked.Ts, quiet.Ts, report.Ts, summary.Ts }.Order(StringComparer.Ordinal));
    }

    /// <summary>The owner and an admin at once: one of them decides, and the other is told that it is decided.</summary>
    private static async Task DecideAtOnceAsync(SlackWorld world)
    {
        var runner = world.Get<CommandRunner>();
        using var gate = new Barrier(2);
        var answers = await Task.WhenAll(new[] { SlackWorld.Dana, Kim }.Select(person => Task.Run(async () =>
        {
            var actor = new Actor($"slack:{person}", [], LocalAdmin: false, $"slack:{FakeSlack.Team}/{FakeSlack.General}");
            gate.SignalAndWait();

            return (await runner.ExecuteAsync("/budget approve EX-1", new(actor, ChannelAddress.Parse(actor.Channel)), default)).Answer;
        })));

        Assert.Single(answers.OfType<CommandAnswer.Done>());
        Assert.Equal("conflict", Assert.Single(answers.OfType<CommandAnswer.Refused>()).Kind);
        await world.PumpAsync();
    }

    private static async Task HoursAsync(SlackWorld world, int hours, int times)
    {
        for (int i = 0; i < hours; i++)
        {
            var hour = world.Clock.GetUtcNow().FloorHour();
            await StoreAsync(world, hour, hour.AddHours(1), times);
            world.Clock.Advance(TimeSpan.FromHours(1));
            await RoundAsync(world);
        }
    }

    /// <summary>What a round does after it has read.</summary>
    private static async Task RoundAsync(SlackWorld world)
    {
        var account = world.Get<SpendwallOptions>().Accounts[0];
        var now = world.Clock.GetUtcNow();
        var outlook = (await world.Get<IAccountOutlooks>().ReadAsync(account, now, default)) with { Anomalies = await world.Get<AnomalyWatches>().ReadAsync(account, now, default) };
        await world.Get<AlertPipeline>().EvaluateAsync(outlook, default);
        await world.Get<EventEnds>().CloseAsync(now, default);
        await world.Get<LimitKeeper>().KeepAsync(now, default);
        await world.PumpAsync();
    }

    private static async Task SummaryAsync(SlackWorld world)
    {
        var now = world.Clock.GetUtcNow();
        await world.Get<SummaryPoster>().PostDueAsync(plan => SummaryCron.LastDue(plan.Cron, plan.TimeZone, now, TimeSpan.FromDays(8)), now, default);
        await world.PumpAsync();
    }

    private static async Task StoreAsync(SlackWorld world, DateTimeOffset from, DateTimeOffset until, int times = 1)
    {
        var ledger = world.Get<ISpendLedger>();
        var buckets = new List<UsageBucket>();
        for (var hour = from; hour < until; hour = hour.AddHours(1))
        {
            buckets.Add(Bucket(hour, "k1", 2 * times));
            buckets.Add(Bucket(hour, "k2", 1));
        }

        await ledger.StoreAsync(
            new ProviderFact.Usage(Account, until, UsageView.KeyModel, new(from, until), until, buckets), new DatasetMark(Account, OpenRouterDatasets.KeyModel, until, until, until), default);
        await ledger.StoreAsync(new ProviderFact.Balance(new(Account, until, Usd.FromDollars(100_000), Usd.FromDollars(1_000))), null, default);
    }

    private static UsageBucket Bucket(DateTimeOffset hour, string key, int usd) =>
        new(hour, new() { Key = key, Model = "m" }) { Requests = 50 * usd, InputTokens = 50_000 * usd, OutputTokens = 5_000 * usd, Cost = Usd.FromDollars(usd) };

    /// <summary>What was posted in the channel and in no thread, as it was posted, oldest first.</summary>
    private static IReadOnlyList<(string Ts, string Text)> Roots(SlackWorld world) =>
        [.. world.Slack.Posted.Where(static post => post.Arguments["thread_ts"] is null).Select(static post => (post.Ts, Texts(post.Arguments)))];

    private static string Texts(JsonNode node) => node switch
    {
        JsonObject json => string.Join('\n', json.Where(static pair => pair.Value is not null).Select(static pair => Texts(pair.Value!))),
        JsonArray list => string.Join('\n', list.Where(static item => item is not null).Select(static item => Texts(item!))),
        _ => node.ToString(),
    };
}
