using System.Globalization;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Tests.Sandbox;

/// <summary>Small series with round figures.</summary>
internal static class SandboxData
{
    public const string Header = "ts_utc,caller,model,requests,input_tokens,output_tokens,usd\n";

    /// <summary>A Monday.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Every hour of the days: three callers, two models, amounts with nine decimals.</summary>
    public static SpendSeries Days(int days, int callers = 3) => new(
        from hour in Enumerable.Range(0, days * 24)
        from caller in Enumerable.Range(1, callers)
        select new SpendRow(
            Start.AddHours(hour),
            $"app{caller}",
            caller == 1 ? "qwen-max" : "openai/gpt-5-mini",
            Amounts.Split(10 + hour, (1_000 * caller) + hour, 100 + caller, 0.012345678m + (hour * 0.000000001m) + caller)));

    public static SpendSeries FromCsv(params string[] lines) => SeriesCsv.Read(new StringReader(Header + string.Join('\n', lines)));

    /// <summary>The decimal behind a JSON number or string.</summary>
    public static decimal Money(System.Text.Json.JsonElement value) => decimal.Parse(
        value.ValueKind == System.Text.Json.JsonValueKind.String ? value.GetString()! : value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
