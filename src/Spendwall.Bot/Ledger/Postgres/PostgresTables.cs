using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations;

namespace Spendwall.Bot.Ledger.Postgres;

/// <summary>
/// Text is stored as SQLite stores it: of any length, and ordered by its bytes whatever the server's language, so that
/// both engines answer alike. Applies to migrations and to <c>EnsureCreated</c> alike.
/// </summary>
[SuppressMessage("Usage", "EF1001", Justification = "The generator's constructor asks for the provider's options; there is no public way to replace one.")]
internal sealed class PostgresTables(MigrationsSqlGeneratorDependencies dependencies, INpgsqlSingletonOptions options) : NpgsqlMigrationsSqlGenerator(dependencies, options)
{
    protected override void ColumnDefinition(string? schema, string table, string name, ColumnOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        if (operation.ClrType == typeof(string))
        {
            (operation.ColumnType, operation.MaxLength, operation.Collation) = ("text", null, "C");
        }

        base.ColumnDefinition(schema, table, name, operation, model, builder);
    }
}
