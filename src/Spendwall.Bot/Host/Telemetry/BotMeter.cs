using System.Diagnostics.Metrics;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Host.Telemetry;

/// <summary>The bot's own instruments; the README's operations section lists them.</summary>
internal sealed class BotMeter : IDisposable
{
    public const string Name = "Spendwall.Bot";

    private readonly Meter meter;
    private readonly Counter<long> polls;
    private readonly Histogram<double> pollSeconds;
    private readonly Counter<long> rows;

    public BotMeter(IMeterFactory factory, BotHealth health, TimeProvider clock)
    {
        meter = factory.Create(Name);
        polls = meter.CreateCounter<long>("spendwall.polls", "{poll}", "Rounds by account and outcome.");
        pollSeconds = meter.CreateHistogram<double>("spendwall.poll.duration", "s", "How long a round took.");
        rows = meter.CreateCounter<long>("spendwall.rows", "{row}", "Rows that the providers gave.");
        meter.CreateObservableGauge(
            "spendwall.data.age",
            () => health.Rounds.Where(run => run.Ok).Select(run => new Measurement<double>((clock.GetUtcNow() - run.EndedAt).TotalSeconds, new KeyValuePair<string, object?>("account", run.Account))),
            "s",
            "Time since the last round that went well.");
    }

    public void Record(PollRun run)
    {
        var account = new KeyValuePair<string, object?>("account", run.Account);
        polls.Add(1, account, new("outcome", run.Failure?.ToString() ?? "ok"));
        pollSeconds.Record((run.EndedAt - run.StartedAt).TotalSeconds, account);
        rows.Add(run.Rows, account);
    }

    public void Dispose() => meter.Dispose();
}
