using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Prices;

/// <summary>
/// One list price from one instant to another. The terms are one JSON text: they are exact decimals far below a
/// nano-dollar, read whole and never summed in a query.
/// </summary>
internal sealed class PriceRow
{
    public long Id { get; init; }

    public required int AccountId { get; init; }

    public required string Model { get; init; }

    public required string Route { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Null: in force.</summary>
    public DateTimeOffset? Until { get; set; }

    public required string Terms { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<PriceRow>
    {
        public void Configure(EntityTypeBuilder<PriceRow> builder)
        {
            builder.ToTable("prices");
            builder.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId);
            builder.HasIndex(row => new { row.AccountId, row.Model, row.Route, row.Since }).IsUnique();
        }
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelPrice))]
internal sealed partial class PriceJson : JsonSerializerContext;
