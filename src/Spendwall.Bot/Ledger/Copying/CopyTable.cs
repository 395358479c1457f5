using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using NpgsqlTypes;
using Spendwall.Bot.Ledger.Postgres;

namespace Spendwall.Bot.Ledger.Copying;

/// <summary>A table as both engines have it: its columns in one order, and how a row of it is read.</summary>
internal sealed class CopyTable
{
    private readonly NpgsqlDbType[] types;

    public CopyTable(ITable table)
    {
        Name = table.Name;
        var columns = table.Columns.OrderBy(static column => column.Name, StringComparer.Ordinal).ToList();
        Columns = string.Join(", ", columns.Select(static column => $"\"{column.Name}\""));
        types = [.. columns.Select(static column => TypeOf(column.StoreType))];
        HasIdentity = table.PrimaryKey is { Columns: [{ Name: "id" }] };
    }

    public string Name { get; }

    /// <summary>Quoted, as in a statement.</summary>
    public string Columns { get; }

    /// <summary>The engine numbers its rows.</summary>
    public bool HasIdentity { get; }

    public IReadOnlyList<NpgsqlDbType> Types => types;

    /// <summary>The model's tables, each after those that it refers to.</summary>
    /// <param name="but">Tables that belong to processes and not to the ledger.</param>
    public static IReadOnlyList<CopyTable> InOrder(LedgerContext db, IReadOnlyCollection<string> but)
    {
        var left = db.Model.GetRelationalModel().Tables.Where(table => !but.Contains(table.Name, StringComparer.Ordinal)).OrderBy(static table => table.Name, StringComparer.Ordinal).ToList();
        var ordered = new List<ITable>();
        while (left.Count > 0)
        {
            var ready = left.Where(table => table.ForeignKeyConstraints.All(key => key.PrincipalTable == table || ordered.Contains(key.PrincipalTable))).ToList();
            ordered.AddRange(ready);
            left.RemoveAll(ready.Contains);
        }

        return [.. ordered.Select(static table => new CopyTable(table))];
    }

    /// <summary>The row that a reader stands on, as either engine gives it: a number, a text, yes or no, or null.</summary>
    public void Read(DbDataReader reader, object?[] row)
    {
        for (int i = 0; i < types.Length; i++)
        {
            row[i] = reader.IsDBNull(i) ? null : types[i] switch
            {
                NpgsqlDbType.Bigint => reader.GetInt64(i),
                NpgsqlDbType.Integer => reader.GetInt32(i),
                NpgsqlDbType.Boolean => reader.GetBoolean(i),
                NpgsqlDbType.Double => reader.GetDouble(i),
                _ => StorableText.Clean(reader.GetString(i)),
            };
        }
    }

    private static NpgsqlDbType TypeOf(string storeType) => storeType switch
    {
        "bigint" => NpgsqlDbType.Bigint,
        "integer" => NpgsqlDbType.Integer,
        "boolean" => NpgsqlDbType.Boolean,
        "double precision" => NpgsqlDbType.Double,
        _ when storeType == "text" || storeType.StartsWith("character varying", StringComparison.Ordinal) => NpgsqlDbType.Text,
        _ => throw new NotSupportedException($"A column of type {storeType} cannot be copied."),
    };
}
