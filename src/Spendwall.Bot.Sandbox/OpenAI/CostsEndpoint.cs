using System.Globalization;
using Spendwall.Bot.Money;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenAI;

/// <summary>
/// GET <c>/organization/costs</c>: one line item for the input and one for the output of each model. A day is empty
/// until it is some hours over, then a little low, then exact.
/// </summary>
internal sealed class CostsEndpoint(OpenAIAccount account)
{
    /// <summary>2025-12-06: costs before it cannot be grouped by key.</summary>
    public const long FirstSecondByKey = 1_764_979_200;

    private static readonly string[] Groups = ["project_id", "line_item", "api_key_id", "user_id", "api_source"];

    public void Map(RouteGroupBuilder routes) => routes.MapGet("/costs", ReadAsync);

    private Task ReadAsync(HttpContext context)
    {
        var now = account.Now;
        var parameters = new Parameters(context);
        var groups = parameters.GroupBy(Groups);
        var page = BucketPage.Parse(parameters, [BucketWidth.CostDay], now, account.Options.CostsPageClamp);
        if (groups.Contains("api_key_id") && parameters.Number("start_time", 0, long.MaxValue) < FirstSecondByKey)
        {
            throw OpenAIErrors.Refused("start_time", $"Invalid 'start_time': grouping by api_key_id is available from {FirstSecondByKey}.");
        }

        var lines = new CostFilter(parameters.List("project_ids"), parameters.List("api_key_ids"), parameters.List("line_items"));

        return Answer.WriteAsync(context, 200, new BucketAnswer(
            page.Buckets.Select(day => new BucketBody(day, Results(day, now, groups, lines))), page.NextPage));
    }

    private IEnumerable<object> Results(UtcRange day, DateTimeOffset now, IReadOnlySet<string> groups, CostFilter filter)
    {
        if (now < day.End + account.Options.CostsAppearAfter)
        {
            return [];
        }

        bool settled = now >= day.End + account.Options.CostsSettleAfter;

        return account.Series.Between(day.Start, day.End)
            .SelectMany(Lines)
            .Where(filter.Accepts)
            .GroupBy(line => (
                Project: groups.Contains("project_id") ? line.Caller.ProjectId : null,
                Item: groups.Contains("line_item") ? line.Item : null,
                Key: groups.Contains("api_key_id") ? line.Caller.ApiKeyId : null,
                User: groups.Contains("user_id") ? line.Caller.UserId : null))
            .OrderBy(group => group.Key.Project, StringComparer.Ordinal).ThenBy(group => group.Key.Item, StringComparer.Ordinal).ThenBy(group => group.Key.Key, StringComparer.Ordinal)
            .Select(group => new CostBody(
                new(Money(Figure(group.Sum(line => line.Usd), settled), day.Start, group.Key.Item)), group.Key.Project, group.Key.Item, group.Key.Key, group.Key.User)
            {
                Quantity = group.Key.Item is null ? null : group.Sum(line => line.Tokens),
                QuantityUnit = group.Key.Item is null ? null : "tokens",
                ApiSource = groups.Contains("api_source") ? "unlabeled" : null,
            });
    }

    private IEnumerable<CostLine> Lines(SpendSlice slice)
    {
        var caller = account.Callers[slice.Row.Caller];
        yield return new(caller, $"{slice.Row.Model}, input_tokens", slice.Amounts.InputTokens, slice.Amounts.InputUsd);
        if (slice.Amounts.OutputTokens > 0 || slice.Amounts.OutputUsd > 0)
        {
            yield return new(caller, $"{slice.Row.Model}, output_tokens", slice.Amounts.OutputTokens, slice.Amounts.OutputUsd);
        }
    }

    private decimal Figure(decimal usd, bool settled) => settled ? usd : Amounts.FloorNanos(usd * account.Options.FirstFigurePercent / 100);

    /// <summary>A number, or every third time a string with 16 decimals, as on the wire.</summary>
    private static object Money(decimal usd, DateTimeOffset day, string? item) =>
        StableHash.Fraction("amount", day.ToUnixTimeSeconds(), item ?? "") < 1 / 3d ? usd.ToString("F16", CultureInfo.InvariantCulture) : usd;

    private sealed record CostLine(Caller Caller, string Item, long Tokens, decimal Usd);

    private sealed record CostFilter(IReadOnlyList<string> Projects, IReadOnlyList<string> Keys, IReadOnlyList<string> Items)
    {
        public bool Accepts(CostLine line) =>
            Fits(Projects, line.Caller.ProjectId) && Fits(Keys, line.Caller.ApiKeyId) && Fits(Items, line.Item);

        private static bool Fits(IReadOnlyList<string> wanted, string value) => wanted.Count == 0 || wanted.Contains(value, StringComparer.Ordinal);
    }

    private sealed record AmountBody(object Value)
    {
        public string Currency { get; init; } = "usd";
    }

    private sealed record CostBody(AmountBody Amount, string? ProjectId, string? LineItem, string? ApiKeyId, string? UserId)
    {
        public string Object { get; init; } = "organization.costs.result";

        public long? Quantity { get; init; }

        public string? QuantityUnit { get; init; }

        public string? ApiSource { get; init; }

        /// <summary>Not in the contract, and on the wire all the same.</summary>
        public string OrganizationId { get; init; } = "org-sandbox";
    }
}
