using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.OpenAI;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Sandbox.Scenarios;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Benchmarks.Replay;

/// <summary>The stand-ins of one series and their clock; bots come and go, this stays.</summary>
internal sealed class ReplayWorld : IAsyncDisposable
{
    /// <summary>Whatever day it is, a replay is the same: a Saturday, so that series of weeks end six days before.</summary>
    public static readonly DateTimeOffset Today = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly OpenRouterStandIn? openRouter;
    private readonly OpenAIStandIn? openAI;

    private ReplayWorld(SpendSeries series, DateTimeOffset settled, OpenRouterStandIn? openRouter, OpenAIStandIn? openAI, SandboxEnvironment environment)
    {
        Series = series;
        Settled = settled;
        this.openRouter = openRouter;
        this.openAI = openAI;
        Environment = environment;
    }

    /// <summary>Shifted to where it is replayed.</summary>
    public SpendSeries Series { get; }

    /// <summary>From here on nothing changes any more: the series has ended and its last bill is final.</summary>
    public DateTimeOffset Settled { get; }

    public SandboxEnvironment Environment { get; }

    public DateTimeOffset Start => Environment.Clock.Start;

    public CallerBook Callers => openRouter?.Callers ?? openAI!.Callers;

    /// <summary>All requests so far, at both providers.</summary>
    public long Requests => (openRouter?.Requests.Total ?? 0) + (openAI?.Requests.Total ?? 0);

    /// <summary>When an account was last asked something; null: never.</summary>
    public DateTimeOffset? LastRequest(string account)
    {
        var log = account == SandboxEnvironment.OpenAIAccount ? openAI?.Requests : openRouter?.Requests;

        return log?.All is [.., var last] ? last.At : null;
    }

    public IReadOnlyList<string> Accounts => [.. Environment.Settings.Accounts.Select(account => account.Name)];

    public static async Task<ReplayWorld> StartAsync(SpendSeries series, ReplaySettings settings, string database, CancellationToken cancellationToken)
    {
        var plan = SeriesPlan.EndingNow(series, settings.Seed, Today, settings.Live);
        var lastDay = plan.OpenAI.End.AddTicks(-1).FloorDay().AddDays(1);
        var settled = lastDay + plan.OpenAIOptions.CostsSettleAfter;
        double speed = Math.Min((settled - plan.Start) / settings.Lasts, ScaledClock.MaxSpeed);
        var clock = new ScaledClock(plan.Start, speed);
        var openRouter = settings.As == StandIns.OpenAI ? null : await OpenRouterStandIn.StartAsync(plan.OpenRouter, clock, plan.OpenRouterOptions, cancellationToken);
        var openAI = settings.As == StandIns.OpenRouter ? null : await OpenAIStandIn.StartAsync(plan.OpenAI, clock, plan.OpenAIOptions, cancellationToken);
        var environment = new SandboxEnvironment(
            new(openRouter?.BaseUrl, openAI?.BaseUrl),
            new(openRouter?.ManagementKey, openRouter?.InferenceKey, openAI?.AdminKey),
            clock,
            database,

            // Deep enough even when a first read only ever succeeds at the very end.
            Math.Min(364, (int)Math.Ceiling((settled - plan.OpenAI.Start).TotalDays) + 2),
            plan.Story);

        return new(plan.OpenAI, settled, openRouter, openAI, environment);
    }

    /// <summary>Whether every account was read, without a gap, up to an instant.</summary>
    public async Task<bool> HasReadSinceAsync(ISpendLedger ledger, DateTimeOffset instant, CancellationToken cancellationToken)
    {
        foreach (string account in Accounts)
        {
            var marks = await ledger.MarksAsync(account, cancellationToken);
            string[] needed = account == SandboxEnvironment.OpenAIAccount ? ["costs", "usage.hour"] : ["credits", "analytics.key-model", "analytics.model-route", "activity"];
            if (!needed.All(name => marks.TryGetValue(name, out var mark) && (mark.ReadUntil ?? mark.DoneAt) >= instant))
            {
                return false;
            }
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await (openRouter?.DisposeAsync() ?? default);
        await (openAI?.DisposeAsync() ?? default);
    }
}
