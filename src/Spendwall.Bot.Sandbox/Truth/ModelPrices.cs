using System.Globalization;

namespace Spendwall.Bot.Sandbox.Truth;

/// <summary>The list price of each model, as the series paid it: USD per token.</summary>
internal sealed class ModelPrices
{
    private readonly Dictionary<string, (decimal Input, decimal Output)> prices;

    public ModelPrices(SpendSeries series) =>
        prices = series.Rows.GroupBy(row => row.Model, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => group.Aggregate(default(Amounts), (sum, row) => sum + row.Amounts) switch
            {
                var sum => (PerToken(sum.InputUsd, sum.InputTokens), PerToken(sum.OutputUsd, sum.OutputTokens)),
            },
            StringComparer.Ordinal);

    public string Input(string model, decimal factor = 1) => Text(prices[model].Input * factor);

    public string Output(string model, decimal factor = 1) => Text(prices[model].Output * factor);

    private static decimal PerToken(decimal usd, long tokens) => tokens == 0 ? 0 : usd / tokens;

    private static string Text(decimal price) => price.ToString("0.############", CultureInfo.InvariantCulture);
}
