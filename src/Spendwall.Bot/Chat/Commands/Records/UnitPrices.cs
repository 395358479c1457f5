using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Attribution.Views;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Records;

/// <summary>What a cost is divided by.</summary>
internal enum UnitPer
{
    Request,
    Accepted,

    /// <summary>A million tokens, in and out.</summary>
    Token,

    /// <summary>Not divided: each workflow's sum.</summary>
    Workflow,
}

/// <param name="Sum">Of all requests.</param>
/// <param name="Retried">Requests that were a caller's second or later attempt.</param>
/// <param name="Fallbacks">Requests that another model or route served than the one asked for.</param>
internal sealed record UnitFigures(RequestFigures Sum, long Retried, long Fallbacks)
{
    public static UnitFigures Of(IEnumerable<AttributedSum> rows)
    {
        var sum = default(RequestFigures);
        long retried = 0;
        long fallbacks = 0;
        foreach (var row in rows)
        {
            sum += row.Figures;
            retried += row.Sum.Attempt > 1 ? row.Figures.Requests : 0;
            fallbacks += RequestFallbacks.Count(row.Sum);
        }

        return new(sum, retried, fallbacks);
    }

    public double? FallbackShare => Share(Fallbacks);

    public double? RetryShare => Share(Retried);

    private double? Share(long part) => Sum.Requests == 0 ? null : (double)part / Sum.Requests;
}

/// <param name="Before">The same part of the period before; null: nothing is known of it.</param>
internal sealed record UnitRow(string Workflow, UnitFigures Now, UnitFigures? Before);

/// <summary>A cost divided by what it brought. Unknown where nobody told the cost, or there is nothing to divide by.</summary>
internal static class UnitPrices
{
    private const long Million = 1_000_000;

    public static readonly IReadOnlyList<string> Names = [.. Enum.GetNames<UnitPer>().Select(static name => name.ToLowerInvariant())];

    public static Usd? Of(UnitFigures? figures, UnitPer per)
    {
        if (figures is not { Sum: { Cost: { } cost } sum })
        {
            return null;
        }

        return per switch
        {
            UnitPer.Request => Divide(cost, sum.Priced, 1),
            UnitPer.Accepted => Divide(cost, sum.Accepted, 1),
            UnitPer.Token => sum.InputTokens is { } input && sum.OutputTokens is { } output ? Divide(cost, input + output, Million) : null,
            _ => cost,
        };
    }

    public static string Unit(UnitPer per) => per switch
    {
        UnitPer.Request => "a request",
        UnitPer.Accepted => "an accepted result",
        UnitPer.Token => "a million tokens",
        _ => "in all",
    };

    private static Usd? Divide(Usd cost, long count, long times) => count == 0 ? null : Usd.FromDollars(cost.Dollars * times / count);
}
