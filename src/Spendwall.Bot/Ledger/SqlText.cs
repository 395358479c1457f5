using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Spendwall.Bot.Ledger.Sql;
using Spendwall.Bot.Ledger.Usage;

namespace Spendwall.Bot.Ledger;

/// <summary>
/// Hand-written statements on a context's own connection and transaction: EF's <c>Sum</c> makes an unknown into zero,
/// and its change tracker is seven times slower than one statement for thousands of rows.
/// </summary>
internal static class SqlText
{
    /// <summary>The columns of figures, as written in a list of columns.</summary>
    public static readonly string Columns = string.Join(", ", Figures.Columns);

    /// <summary>One number with a bit for each figure that is told.</summary>
    public static readonly string Told = string.Join(" + ", Figures.Columns.Select(static (column, i) => $"CASE WHEN {column} IS NULL THEN 0 ELSE {1 << i} END"));

    /// <summary>Sums of the figures; null where no row told.</summary>
    public static readonly string Sums = string.Join(", ", Figures.Columns.Select(static column => $"SUM({column})"));

    /// <summary>The same, each named as its column.</summary>
    public static readonly string NamedSums = string.Join(", ", Figures.Columns.Select(static column => $"SUM({column}) AS {column}"));

    /// <summary>The figures' part of an upsert.</summary>
    public static readonly string Replace = string.Join(", ", Figures.Columns.Select(static column => $"{column} = excluded.{column}"));

    extension(LedgerContext db)
    {
        /// <summary>Asked by name: the provider's own question would load it into every bot on SQLite.</summary>
        public bool OnPostgres => db.Database.ProviderName == "Npgsql.EntityFrameworkCore.PostgreSQL";

        /// <summary>A command on the open connection, inside the transaction if there is one.</summary>
        public async Task<DbCommand> CommandAsync(string sql, CancellationToken cancellationToken)
        {
            await db.Database.OpenConnectionAsync(cancellationToken);
            var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = sql;
            command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();

            return command;
        }

        public Task<DbCommand> CommandAsync(EngineSql sql, CancellationToken cancellationToken) => db.CommandAsync(sql.For(SqlWords.Of(db)), cancellationToken);
    }

    extension(DbCommand command)
    {
        public DbCommand With(string name, object value)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);

            return command;
        }
    }
}
