using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Alerts.Anomalies;

/// <summary>An explanation's parts as people read them.</summary>
public static class ExplanationWords
{
    /// <summary>Below half a cent a part is no cause that a person should read.</summary>
    private const decimal LeastDollars = 0.005m;

    public static string Of(Cause cause, bool isMore) => cause switch
    {
        Cause.Requests => isMore ? "more requests" : "fewer requests",
        Cause.InputTokens => isMore ? "longer prompts" : "shorter prompts",
        Cause.OutputTokens => isMore ? "longer answers" : "shorter answers",
        Cause.ModelMix => isMore ? "dearer models" : "cheaper models",
        Cause.RouteMix => isMore ? "dearer routes" : "cheaper routes",
        Cause.ListPrice => isMore ? "higher list price" : "lower list price",
        Cause.PaidPrice => isMore ? "higher price paid" : "lower price paid",
        Cause.Cache => isMore ? "fewer cache hits" : "more cache hits",
        Cause.Repeats => isMore ? "repeated requests" : "fewer repeated requests",
        _ => "without counts of requests",
    };

    /// <summary><c>+$8.10 dearer models (search, gpt-6-astra)</c>, those first that move it the way it moved.</summary>
    /// <param name="each">Behind each amount, such as <c>/d</c>.</param>
    public static IEnumerable<string> Ranked(ChangeExplanation change, Func<string, string> name, string each = "") => change.ByCause
        .Where(static part => Math.Abs(part.Usd.Dollars) >= LeastDollars)
        .Select(part =>
        {
            var inside = change.Contributions.Where(one => one.Cause == part.Key).ToList();
            var most = inside.MaxBy(one => (part.Usd > Usd.Zero ? 1 : -1) * one.Usd.Nanos)!;
            string what = string.Join(", ", new[] { name(most.Caller), most.Model }.Where(static text => text.Length > 0));

            return $"{Wording.WithSign(part.Usd)}{each} {Of(part.Key, part.Usd > Usd.Zero)}{(what.Length > 0 ? $" ({what})" : "")}";
        });
}
