using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger;

/// <summary>
/// The tables. Each row type brings its own <c>IEntityTypeConfiguration</c>, found in this assembly; money is whole
/// nano-dollars, an instant whole milliseconds since 1970, a day its ISO text, so both engines store, sum and order alike.
/// A column is named as its property in snake case, so that hand-written SQL needs no quotes on either engine.
/// </summary>
public sealed class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(LedgerContext).Assembly);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(static entity => entity.GetProperties()))
        {
            if (property.FindAnnotation(RelationalAnnotationNames.ColumnName) is null)
            {
                property.SetColumnName(Snake(property.Name));
            }
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Usd>().HaveConversion<UsdConverter>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
    }

    private static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }

    private sealed class UsdConverter() : ValueConverter<Usd, long>(static usd => usd.Nanos, static nanos => new Usd(nanos));

    private sealed class InstantConverter()
        : ValueConverter<DateTimeOffset, long>(static instant => instant.ToUnixTimeMilliseconds(), static milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
