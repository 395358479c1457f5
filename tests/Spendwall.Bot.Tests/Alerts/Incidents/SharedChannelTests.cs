using System.Globalization;
using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Chat;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts.Incidents;

/// <summary>Five real series in one channel, hour by hour, from the ledger's buckets to the sink.</summary>
public sealed class SharedChannelTests
{
    private static readonly DateTimeOffset Start = Alerts.Outlooks.Now.AddDays(-7);

    /// <summary>The longest series is told for a month.</summary>
    private const int MostHours = 30 * 24;

    [Theory]
    [InlineData("sg_dev_01", "sg_dev_02", "sg_dev_03", "sg_dev_04", "sg_dev_05")]
    [InlineData("sg_dev_06", "sg_dev_07", "sg_dev_08", "sg_dev_09", "sg_dev_10")]
    [InlineData("gentd26_images", "solo_claude_code", "sg_dev_11", "sg_dev_05", "sg_dev_10")]
    public async Task Anomalies_FiveRealSeriesInOneChannel_PostTwoRootsInAnyWeekAndWarningsFirst(params string[] names)
    {
        if (SharedFolder.Find("data", "dev", "spend") is not { } folder)
        {
            return;
        }

        var accounts = names.Select(static name => Alerts.Outlooks.Account with { Name = name }).ToArray();
        await using var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = accounts });
        var ledger = new ChatLedger();
        int hours = accounts.Max(account => Read(ledger, account.Name, Path.Combine(folder, $"{account.Name}.csv")));
        var told = await ReplayAsync(world, ledger, accounts, hours);

        var roots = told.Where(static one => one.Grouped is false).ToList();
        var grouped = told.Where(static one => one.Grouped).ToList();
        Assert.NotEmpty(grouped);
        Assert.All(roots, root => Assert.InRange(roots.Count(other => other.At > root.At - TimeSpan.FromDays(7) && other.At <= root.At), 1, 2));

        // What went into a thread found two places taken, or one and was no warning: nothing worse waited behind something lesser.
        Assert.All(grouped, one =>
        {
            var week = roots.Where(root => root.At > one.At - TimeSpan.FromDays(7) && root.At <= one.At).ToList();
            Assert.True(week.Count == 2 ? week.Max(static root => root.Level) >= one.Level : one.Level < AlertLevel.Warning, $"{one.Incident} at {one.At:u}");
        });
    }

    private static async Task<List<Told>> ReplayAsync(AlertWorld world, ChatLedger ledger, AccountOptions[] accounts, int hours)
    {
        using var watches = new AnomalyWatches(new UseReader(ledger, new EstimateRefresher(ledger, world.Options)));
        var told = new List<Told>();
        var unusual = accounts.ToDictionary(static account => account.Name, static _ => true);
        for (int hour = 7 * 24; hour <= Math.Min(hours, MostHours); hour++)
        {
            foreach (var account in accounts)
            {
                // A round in which nothing is, or was, unusual says nothing.
                var anomalies = await watches.ReadAsync(account, world.Clock.GetUtcNow(), default);
                if (anomalies.Open.Count == 0 && !unusual[account.Name])
                {
                    continue;
                }

                unusual[account.Name] = anomalies.Open.Count > 0;
                var (roots, replies) = (world.Sink.Roots.Count(), world.Sink.Replies.Count());
                var evaluated = await world.RoundAsync(Alerts.Outlooks.Balance(10_000, account: account) with { Anomalies = anomalies });
                var incident = evaluated.FirstOrDefault(static one => one.Incident.Kind == AnomalyRule.Kind)?.Incident;
                if (world.Sink.Roots.Count() > roots)
                {
                    told.Add(new(world.Clock.GetUtcNow(), incident!.Id, incident.Level, Grouped: false));
                }
                else if (world.Sink.Replies.Skip(replies).Any(reply => ((AlertPost.Reply)reply.Post).Text.StartsWith($"{incident?.Id}, too: ", StringComparison.Ordinal)))
                {
                    told.Add(new(world.Clock.GetUtcNow(), incident!.Id, incident.Level, Grouped: true));
                }
            }

            world.Clock.Advance(TimeSpan.FromHours(1));
        }

        return told;
    }

    /// <returns>Its length in hours.</returns>
    private static int Read(ChatLedger ledger, string account, string file)
    {
        var rows = File.ReadLines(file).Skip(1).Select(static line => line.Split(',')).ToList();
        var first = rows.Min(static row => At(row[0]));
        var last = rows.Max(static row => At(row[0]));
        foreach (string[] row in rows)
        {
            string at = (Start + (At(row[0]) - first)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            ledger.Add(account, UsageView.KeyModel, at, decimal.Parse(row[6], NumberStyles.Float, CultureInfo.InvariantCulture), new UsageSeries { Key = row[1], Model = row[2] }, Count(row[3]), Count(row[4]), Count(row[5]));
        }

        ledger.Mark(account, "analytics.key-model", (Start + (last - first)).AddHours(1).ToString("O", CultureInfo.InvariantCulture));

        return (int)(last - first).TotalHours + 1;

        static DateTimeOffset At(string text) => ChatTime.At(text);

        static long Count(string text) => (long)Math.Round(double.Parse(text, CultureInfo.InvariantCulture));
    }

    private sealed record Told(DateTimeOffset At, string Incident, AlertLevel Level, bool Grouped);
}
