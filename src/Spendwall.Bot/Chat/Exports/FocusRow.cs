using System.Text.Json;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Exports;

/// <summary>
/// A row with the columns of FOCUS 1.2, https://focus.finops.org/focus-specification/v1-2/. What was paid in advance is
/// billed when it is bought: OpenRouter's credits are purchases with a billed cost, and the use of them has an effective
/// cost alone. OpenAI's costs are its bill. An estimate is no charge and is left out.
/// </summary>
internal static class FocusRow
{
    public const string Version = "1.2";

    private const string Zero = "0";

    /// <summary>Those of the specification first, then our own, as the specification wants it.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeClass",
        "ChargeDescription", "ChargeFrequency", "ChargePeriodEnd", "ChargePeriodStart", "ConsumedQuantity", "ConsumedUnit", "ContractedCost", "EffectiveCost",
        "InvoiceIssuerName", "ListCost", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "ServiceCategory", "ServiceName", "ServiceSubcategory",
        "SubAccountId", "SubAccountName", "SubAccountType", "Tags",
        "x_ApiKeyId", "x_ApiKeyName", "x_ByokCost", "x_InputTokens", "x_Model", "x_OutputTokens", "x_RequestCount",
    ];

    /// <returns>The cells in the order of <see cref="Columns"/>; null: it is no charge, or nobody told its cost.</returns>
    public static IReadOnlyList<string?>? Of(ExportRow row)
    {
        if (row.Kind is ExportKind.Estimated or ExportKind.Usage || row.Billed is not { } cost)
        {
            return null;
        }

        bool isPurchase = row.Kind == ExportKind.Purchase;
        bool isPrepaid = row.Account.Provider == ProviderKind.OpenRouter;
        string provider = row.Account.Provider.ToString();
        string amount = CsvText.Number(cost)!;
        string? tokens = isPurchase ? null : CsvText.Number(Tokens(row));
        var month = row.Start.FloorMonth();

        // Neither provider tells a charge's list price: what was charged stands for it, as for a service without discounts.
        return
        [
            isPurchase || !isPrepaid ? amount : Zero, row.Account.Name, row.Account.Name, "USD", CsvText.Instant(month.AddMonths(1)), CsvText.Instant(month),
            isPurchase ? (row.Series.Endpoint == "correction" ? "Adjustment" : "Purchase") : "Usage", null,
            Description(row), isPurchase ? "One-Time" : "Usage-Based", CsvText.Instant(row.End), CsvText.Instant(row.Start), tokens, tokens is null ? null : "Tokens", amount, Effective(row, amount),
            provider, amount, isPurchase ? amount : tokens, isPurchase ? "Credits" : tokens is null ? null : "Tokens", provider, provider,
            "AI and Machine Learning", $"{provider} API", "Generative AI",
            NullIfEmpty(row.Series.Project), row.ProjectName, row.Series.Project.Length > 0 ? "Project" : null, Tags(row),
            NullIfEmpty(row.Series.Key), row.KeyName, CsvText.Number(row.Byok), CsvText.Number(row.Counts.InputTokens), NullIfEmpty(row.Series.Model), CsvText.Number(row.Counts.OutputTokens), CsvText.Number(row.Counts.Requests),
        ];
    }

    /// <summary>Credits cover what is used later. A correction belongs to no other charge, so both costs are its own.</summary>
    private static string Effective(ExportRow row, string amount) => row.Kind == ExportKind.Purchase && row.Series.Endpoint != "correction" ? Zero : amount;

    private static long? Tokens(ExportRow row) =>
        row.Counts is { InputTokens: null, OutputTokens: null } ? null : (row.Counts.InputTokens ?? 0) + (row.Counts.OutputTokens ?? 0);

    private static string Description(ExportRow row) => row switch
    {
        { Kind: ExportKind.Purchase, Series.Endpoint: "refund" } => "Credits refunded",
        { Kind: ExportKind.Purchase, Series.Endpoint: "correction" } => "Credits corrected",
        { Kind: ExportKind.Purchase } => "Credits bought",
        { Series.Endpoint.Length: > 0 } => row.Series.Endpoint,
        { Series.Model.Length: > 0 } => row.Series.Model,
        _ => "API use",
    };

    private static string? Tags(ExportRow row)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in new[] { ("customer", row.Customer), ("owner", row.Owner), ("product", row.Product), ("team", row.Team), ("workflow", row.Workflow) })
        {
            if (value is not null)
            {
                tags[name] = value;
            }
        }

        return tags.Count == 0 ? null : JsonSerializer.Serialize(tags);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
