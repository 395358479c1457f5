using Spendwall.Bot.Money;
using Spendwall.Bot.Sandbox.OpenAI;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.Scenarios;

/// <summary>The generated scenarios by name. All but <c>depletion</c> and <c>top-up</c> begin with credits for weeks.</summary>
internal static class ScenarioCatalogue
{
    public const string Default = "depletion";

    private const int ComfortableHours = 20 * 24;

    public static IReadOnlyList<string> Names { get; } = ["steady", "depletion", "runaway-loop", "model-shift", "top-up", "outage", LaunchScenario.Name];

    /// <summary>
    /// 09:00 UTC of a weekday at or before an instant: a demonstration always begins at the same hour of the week. Tuesday,
    /// but for the launch: from its Thursday it is not long until the weekly summary, and it is the one from a month's fifth
    /// to its eleventh day, when half of no budget is spent.
    /// </summary>
    public static DateTimeOffset UsualStart(DateTimeOffset now, string scenario)
    {
        bool isLaunch = scenario == LaunchScenario.Name;
        var start = now.FloorWeek().AddDays(isLaunch ? 3 : 1).AddHours(9);
        while (start > now || (isLaunch && start.Day is < 5 or > 11))
        {
            start = start.AddDays(-7);
        }

        return start;
    }

    /// <exception cref="ArgumentException">There is no such scenario.</exception>
    public static SandboxPlan Plan(string name, int seed, DateTimeOffset start)
    {
        var generator = new TrafficGenerator(seed, start.FloorHour());

        var plan = name switch
        {
            "steady" => Usual(generator, seed, "traffic with its daily and weekly rhythm and nothing wrong", static (_, _) => 1),
            "depletion" => Depletion(generator, seed),
            "runaway-loop" => Usual(generator, seed, "after two hours batch-summaries falls into a loop and sends 25 times its requests for twelve hours", RunawayLoop),
            "model-shift" => ModelShift(generator, seed),
            "top-up" => WithTopUp(generator, seed),
            "outage" => Outage(generator, seed),
            LaunchScenario.Name => Usual(generator, seed, LaunchScenario.Story, static (_, _) => 1) with { OpenAI = new(generator.Rows(TrafficStream.OpenAI, LaunchScenario.Traffic)), Script = LaunchScenario.Script },
            _ => throw new ArgumentException($"There is no scenario '{name}'; there are {string.Join(", ", Names)}.", nameof(name)),
        };

        // Rows begin at whole hours; the clock begins where it was asked to.
        return plan with { Start = start };
    }

    private static double RunawayLoop(int hour, TrafficStream stream) => stream.Caller == "batch-summaries" && hour is >= 2 and < 14 ? 25 : 1;

    private static SandboxPlan Usual(TrafficGenerator generator, int seed, string story, Func<int, TrafficStream, double> factor)
    {
        var baseline = new SpendSeries(generator.Rows(TrafficStream.OpenRouter, static (_, _) => 1));
        var series = new SpendSeries(generator.Rows(TrafficStream.OpenRouter, factor));

        return Plan(generator, seed, story, series, new() { OpeningCredits = CreditsFor(baseline, generator.Start, ComfortableHours) });
    }

    /// <summary>Credits for about 78 usual hours; then demand more than doubles, calls fail at zero, and half a day later someone pays.</summary>
    private static SandboxPlan Depletion(TrafficGenerator generator, int seed)
    {
        const int usualHours = 78;
        const int failHours = 12;
        var baseline = new SpendSeries(generator.Rows(TrafficStream.OpenRouter, static (_, _) => 1));
        decimal opening = CreditsFor(baseline, generator.Start, usualHours);
        var surge = new SpendSeries(generator.Rows(TrafficStream.OpenRouter, static (hour, _) => 1 + (1.2 * Math.Clamp((hour - 1) / 3d, 0, 1))));
        var empty = surge.Rows.Select(row => row.End).Distinct().First(hour => surge.UsdUntil(hour) > opening).AddHours(-1);
        var paid = empty.AddHours(failHours);
        decimal topUp = decimal.Ceiling((baseline.UsdUntil(paid.AddDays(7)) - baseline.UsdUntil(paid)) / 50) * 50;
        var series = new SpendSeries([
            .. surge.Rows.Where(row => row.Hour < empty),
            .. baseline.Rows.Where(row => row.Hour >= paid)]);

        return Plan(
            generator, seed, $"about {usualHours} hours of OpenRouter credit are left, and an hour after the start demand begins to rise to 2.2 times the usual", series,
            new() { OpeningCredits = opening, TopUps = [new(paid, topUp)] });
    }

    private static SandboxPlan ModelShift(TrafficGenerator generator, int seed)
    {
        var cheap = TrafficStream.OpenRouter.Single(stream => stream is { Caller: "support-bot", Model: "openai/gpt-5-mini" });
        var dear = new TrafficStream("support-bot", "anthropic/claude-opus-4.5", cheap.RequestsPerHour, cheap.InputTokens, cheap.OutputTokens, 5m, 25m, cheap.Night);
        static double Moved(int hour) => 0.6 * Math.Clamp((hour - 2) / 6d, 0, 1);

        var plan = Usual(generator, seed, "from the second hour on support-bot moves six in ten requests from a cheap model to a premium one", static (_, _) => 1);
        var series = new SpendSeries(generator.Rows(
            [.. TrafficStream.OpenRouter, dear], (hour, stream) => stream == cheap ? 1 - Moved(hour) : stream == dear ? Moved(hour) : 1));

        return plan with { OpenRouter = series };
    }

    private static SandboxPlan WithTopUp(TrafficGenerator generator, int seed)
    {
        const int usualHours = 66;
        var series = new SpendSeries(generator.Rows(TrafficStream.OpenRouter, static (_, _) => 1));

        return Plan(
            generator, seed, $"about {usualHours} hours of OpenRouter credit are left, and six hours after the start someone buys more", series,
            new() { OpeningCredits = CreditsFor(series, generator.Start, usualHours), TopUps = [new(generator.Start.AddHours(6), 1_000)] });
    }

    private static SandboxPlan Outage(TrafficGenerator generator, int seed)
    {
        var plan = Usual(generator, seed, "from the second to the eighth hour OpenRouter's billing API answers 503", static (_, _) => 1);

        return plan with
        {
            OpenRouterOptions = plan.OpenRouterOptions with { Outages = [new(generator.Start.AddHours(2), generator.Start.AddHours(8))] },
        };
    }

    private static SandboxPlan Plan(TrafficGenerator generator, int seed, string story, SpendSeries openRouter, OpenRouterStandInOptions options) =>
        new(generator.Start, story, openRouter, new SpendSeries(generator.Rows(TrafficStream.OpenAI, static (_, _) => 1)))
        {
            OpenRouterOptions = options with
            {
                Seed = seed,
                Caps = new Dictionary<string, CallerCap> { ["search-rerank"] = new(1_500, "monthly"), ["batch-summaries"] = new(250, "daily") },
            },
            OpenAIOptions = new OpenAIStandInOptions { Seed = seed },
        };

    /// <summary>What was used up to the start and what the given hours of usual traffic will use, in whole dollars.</summary>
    private static decimal CreditsFor(SpendSeries baseline, DateTimeOffset start, int hours) =>
        decimal.Round(baseline.UsdUntil(start.AddHours(hours)));
}
