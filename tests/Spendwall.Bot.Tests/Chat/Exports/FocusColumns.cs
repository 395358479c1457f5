using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Spendwall.Bot.Tests.Chat.Exports;

/// <summary>
/// The column definitions of FOCUS 1.2 (github.com/FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec, specification/columns) as a table, and a check of rows against it.
/// </summary>
internal static partial class FocusColumns
{
    private static readonly Column[] All =
    [
        new("AvailabilityZone", false, true, IsText), new("BilledCost", true, false, IsDecimal), new("BillingAccountId", true, false, IsText), new("BillingAccountName", true, true, IsText),
        new("BillingAccountType", false, true, IsText), new("BillingCurrency", true, false, static text => text is "USD"), new("BillingPeriodEnd", true, false, IsInstant), new("BillingPeriodStart", true, false, IsInstant),
        new("CapacityReservationId", false, true, IsText), new("CapacityReservationStatus", false, true, OneOf("Used", "Unused")),
        new("ChargeCategory", true, false, OneOf("Usage", "Purchase", "Tax", "Credit", "Adjustment")), new("ChargeClass", true, true, OneOf("Correction")), new("ChargeDescription", true, true, IsText),
        new("ChargeFrequency", false, false, OneOf("One-Time", "Recurring", "Usage-Based")), new("ChargePeriodEnd", true, false, IsInstant), new("ChargePeriodStart", true, false, IsInstant),
        new("CommitmentDiscountCategory", false, true, OneOf("Spend", "Usage")), new("CommitmentDiscountId", false, true, IsText), new("CommitmentDiscountName", false, true, IsText),
        new("CommitmentDiscountQuantity", false, true, IsDecimal), new("CommitmentDiscountStatus", false, true, OneOf("Used", "Unused")), new("CommitmentDiscountType", false, true, IsText), new("CommitmentDiscountUnit", false, true, IsText),
        new("ConsumedQuantity", false, true, IsDecimal), new("ConsumedUnit", false, true, IsText), new("ContractedCost", true, false, IsDecimal), new("ContractedUnitPrice", false, true, IsDecimal),
        new("EffectiveCost", true, false, IsDecimal), new("InvoiceId", false, true, IsText), new("InvoiceIssuerName", true, false, IsText), new("ListCost", true, false, IsDecimal), new("ListUnitPrice", false, true, IsDecimal),
        new("PricingCategory", false, true, OneOf("Standard", "Dynamic", "Committed", "Other")), new("PricingCurrency", false, true, IsText), new("PricingCurrencyContractedUnitPrice", false, true, IsDecimal),
        new("PricingCurrencyEffectiveCost", false, true, IsDecimal), new("PricingCurrencyListUnitPrice", false, true, IsDecimal), new("PricingQuantity", true, true, IsDecimal), new("PricingUnit", true, true, IsText),
        new("ProviderName", true, false, IsText), new("PublisherName", true, false, IsText), new("RegionId", false, true, IsText), new("RegionName", false, true, IsText), new("ResourceId", false, true, IsText),
        new("ResourceName", false, true, IsText), new("ResourceType", false, true, IsText),
        new("ServiceCategory", true, false, OneOf(
            "AI and Machine Learning", "Analytics", "Business Applications", "Compute", "Databases", "Developer Tools", "Multicloud", "Identity", "Integration", "Internet of Things",
            "Management and Governance", "Media", "Migration", "Mobile", "Networking", "Security", "Storage", "Web", "Other")),
        new("ServiceName", true, false, IsText),
        new("ServiceSubcategory", false, false, OneOf("AI Platforms", "Bots", "Generative AI", "Machine Learning", "Natural Language Processing", "Other (AI and Machine Learning)")),
        new("SkuId", false, true, IsText), new("SkuMeter", false, true, IsText), new("SkuPriceDetails", false, true, IsObject), new("SkuPriceId", false, true, IsText),
        new("SubAccountId", false, true, IsText), new("SubAccountName", false, true, IsText), new("SubAccountType", false, true, IsText), new("Tags", false, true, IsObject),
    ];

    /// <summary>What is against the specification, a sentence each.</summary>
    public static IReadOnlyList<string> Faults(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyDictionary<string, string>> rows)
    {
        var faults = new List<string>();
        faults.AddRange(All.Where(column => column.Mandatory && !header.Contains(column.Name)).Select(static column => $"{column.Name} is mandatory"));
        faults.AddRange(header.Where(static name => !name.StartsWith("x_", StringComparison.Ordinal) && !Array.Exists(All, column => column.Name == name)).Select(static name => $"{name} is no column of FOCUS"));
        faults.AddRange(header.SkipWhile(static name => !name.StartsWith("x_", StringComparison.Ordinal)).Where(static name => !name.StartsWith("x_", StringComparison.Ordinal)).Select(static name => $"{name} stands behind a custom column"));
        faults.AddRange(header.GroupBy(static name => name).Where(static group => group.Count() > 1).Select(static group => $"{group.Key} stands twice"));
        foreach (var row in rows)
        {
            foreach (var column in All.Where(column => row.ContainsKey(column.Name)))
            {
                string text = row[column.Name];
                if (text.Length == 0 ? !column.AllowsNull : !column.IsValid(text))
                {
                    faults.Add($"{column.Name} cannot be '{text}'");
                }
            }

            faults.AddRange(Between(row));
        }

        return faults;
    }

    /// <summary>Rules between columns of one row.</summary>
    private static IEnumerable<string> Between(IReadOnlyDictionary<string, string> row)
    {
        if (string.CompareOrdinal(row["ChargePeriodStart"], row["ChargePeriodEnd"]) >= 0 || string.CompareOrdinal(row["BillingPeriodStart"], row["ChargePeriodStart"]) > 0
            || string.CompareOrdinal(row["ChargePeriodEnd"], row["BillingPeriodEnd"]) > 0)
        {
            yield return "the charge is outside its billing period";
        }

        if ((row["PricingQuantity"].Length == 0) != (row["PricingUnit"].Length == 0) || (row["ConsumedQuantity"].Length == 0) != (row["ConsumedUnit"].Length == 0))
        {
            yield return "a quantity has no unit, or a unit no quantity";
        }

        if (row["ChargeCategory"] != "Usage" && row["ConsumedQuantity"].Length > 0)
        {
            yield return "only usage is consumed";
        }

        if (row["ChargeCategory"] == "Purchase" && row["EffectiveCost"] != "0")
        {
            yield return "a purchase that covers later charges has no effective cost";
        }

        if ((row["SubAccountId"].Length == 0) != (row["SubAccountType"].Length == 0))
        {
            yield return "SubAccountType comes with SubAccountId";
        }
    }

    private static bool IsText(string text) => text.Trim() == text;

    private static bool IsDecimal(string text) => NumericFormat().IsMatch(text);

    private static bool IsInstant(string text) => DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static bool IsObject(string text) => JsonDocument.Parse(text).RootElement is { ValueKind: JsonValueKind.Object } root
        && root.EnumerateObject().All(static property => property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True);

    private static Func<string, bool> OneOf(params string[] values) => values.Contains;

    [GeneratedRegex(@"\A-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\z")]
    private static partial Regex NumericFormat();

    private sealed record Column(string Name, bool Mandatory, bool AllowsNull, Func<string, bool> IsValid);
}
