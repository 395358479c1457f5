using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Exports;

/// <param name="Days">Whole UTC days.</param>
internal sealed record ExportQuestion(Scope Scope, IReadOnlyList<AccountOptions> Accounts, UtcRange Days, ExportFormat Format, DateTimeOffset Now);

internal enum ExportFormat
{
    Csv,
    Json,

    /// <summary>CSV with the columns of the FinOps FOCUS specification, <see cref="FocusRow.Version"/>.</summary>
    Focus,
}

internal static class ExportFormats
{
    public static readonly IReadOnlyList<string> Names = [.. Enum.GetNames<ExportFormat>().Select(static name => name.ToLowerInvariant())];

    extension(ExportFormat format)
    {
        public string Name => Names[(int)format];

        public string ContentType => format == ExportFormat.Json ? "application/json" : "text/csv";

        /// <summary>Such as <c>spendwall-2026-11.csv</c>.</summary>
        public string FileName(string period) => $"spendwall-{(format == ExportFormat.Focus ? $"focus-{FocusRow.Version}-" : "")}{period}.{(format == ExportFormat.Json ? "json" : "csv")}";
    }
}
