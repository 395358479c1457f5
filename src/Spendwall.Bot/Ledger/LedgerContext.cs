using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger;

/// <summary>
/// The tables. Each row type brings its own <c>IEntityTypeConfiguration</c>, found in this assembly; money is whole
/// nano-dollars, an instant whole milliseconds since 1970, a day its ISO text, so both engines store, sum and order alike.
/// </summary>
public sealed class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(LedgerContext).Assembly);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Usd>().HaveConversion<UsdConverter>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
    }

    private sealed class UsdConverter() : ValueConverter<Usd, long>(static usd => usd.Nanos, static nanos => new Usd(nanos));

    private sealed class InstantConverter()
        : ValueConverter<DateTimeOffset, long>(static instant => instant.ToUnixTimeMilliseconds(), static milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
