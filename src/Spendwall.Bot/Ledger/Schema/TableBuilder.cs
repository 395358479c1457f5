using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Spendwall.Bot.Ledger.Schema;

/// <summary>
/// A table of a migration in a few words, named as the model names things, so that the migrated schema is the model's
/// (a test compares the two). Column types follow from the CLR types on either engine.
/// </summary>
internal sealed class TableBuilder
{
    private readonly MigrationBuilder builder;
    private readonly CreateTableOperation table;

    public TableBuilder(MigrationBuilder builder, string name)
    {
        this.builder = builder;
        table = new CreateTableOperation { Name = name };
        builder.Operations.Add(table);
    }

    /// <summary>A number that the engine gives out, and the primary key.</summary>
    public TableBuilder Identity<T>()
    {
        // A word for each engine; an engine skips the other's.
        var column = Add("id", typeof(T), nullable: false);
        column.AddAnnotation("Sqlite:Autoincrement", true);
        column.AddAnnotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn);

        return Key("id");
    }

    public TableBuilder Int(params string[] names) => Add<int>(names, nullable: false);

    public TableBuilder MaybeInt(params string[] names) => Add<int>(names, nullable: true);

    /// <summary>An instant, an amount of money or a count.</summary>
    public TableBuilder Long(params string[] names) => Add<long>(names, nullable: false);

    public TableBuilder MaybeLong(params string[] names) => Add<long>(names, nullable: true);

    public TableBuilder Text(params string[] names) => Add<string>(names, nullable: false);

    public TableBuilder MaybeText(params string[] names) => Add<string>(names, nullable: true);

    public TableBuilder Flag(params string[] names) => Add<bool>(names, nullable: false);

    public TableBuilder MaybeFlag(params string[] names) => Add<bool>(names, nullable: true);

    /// <summary>The seven figures of usage.</summary>
    public TableBuilder Figures() =>
        MaybeLong("requests", "input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens", "cost", "byok_cost");

    public TableBuilder MaybeReal(params string[] names) => Add<double>(names, nullable: true);

    /// <summary>A reference to a row of <paramref name="principal"/>, by its id unless told otherwise, which goes with it.</summary>
    public TableBuilder References(string column, string principal, string principalColumn = "id")
    {
        table.ForeignKeys.Add(new AddForeignKeyOperation
        {
            Name = $"FK_{table.Name}_{principal}_{column}",
            Table = table.Name,
            Columns = [column],
            PrincipalTable = principal,
            PrincipalColumns = [principalColumn],
            OnDelete = ReferentialAction.Cascade,
        });

        return this;
    }

    public TableBuilder Key(params string[] columns)
    {
        table.PrimaryKey = new AddPrimaryKeyOperation { Name = $"PK_{table.Name}", Table = table.Name, Columns = columns };

        return this;
    }

    public TableBuilder Index(params string[] columns) => Index($"IX_{table.Name}_{string.Join('_', columns)}", unique: false, null, columns);

    public TableBuilder Unique(params string[] columns) => Index($"IX_{table.Name}_{string.Join('_', columns)}", unique: true, null, columns);

    public TableBuilder Index(string name, bool unique, string? filter, params string[] columns)
    {
        builder.CreateIndex(name, table.Name, columns, unique: unique, filter: filter);

        return this;
    }

    private TableBuilder Add<T>(string[] names, bool nullable)
    {
        foreach (string name in names)
        {
            Add(name, typeof(T), nullable);
        }

        return this;
    }

    private AddColumnOperation Add(string name, Type type, bool nullable)
    {
        var column = new AddColumnOperation { Name = name, Table = table.Name, ClrType = type, IsNullable = nullable };
        table.Columns.Add(column);

        return column;
    }
}

internal static class TableBuilders
{
    extension(MigrationBuilder builder)
    {
        /// <summary>Begins a table; its indexes come after all of its columns.</summary>
        public TableBuilder Table(string name) => new(builder, name);
    }
}
