using System.Globalization;

namespace Spendwall.Bot.Ledger.Sql;

/// <summary>
/// The few words that the engines do not share: how a statement reads rows out of one JSON parameter, an array of arrays,
/// and how it names a row that has no key of its own. A statement is otherwise written once, for both.
/// </summary>
internal abstract class SqlWords
{
    private static readonly SqlWords Sqlite = new SqliteWords();
    private static readonly SqlWords Postgres = new PostgresWords();

    /// <summary>The rows of <c>@rows</c> as a table with one column, <c>value</c>.</summary>
    public abstract string Rows { get; }

    /// <summary>The same for a parameter that is an array of texts.</summary>
    public abstract string TextRows { get; }

    /// <summary>The condition is there because SQLite needs one to read an upsert from a query rightly.</summary>
    public string From => $"FROM {Rows} WHERE true";

    /// <summary>The engine's own number of a row, which holds within one statement.</summary>
    public abstract string RowId { get; }

    public static SqlWords Of(LedgerContext db) => db.OnPostgres ? Postgres : Sqlite;

    public abstract string Number(int column);

    public abstract string Text(int column);

    /// <summary>0 or 1 in the parameter, yes or no in the column.</summary>
    public abstract string Flag(int column);

    public string Numbers(int first, int count) => string.Join(", ", Enumerable.Range(first, count).Select(Number));

    public string Texts(int first, int count) => string.Join(", ", Enumerable.Range(first, count).Select(Text));

    private sealed class SqliteWords : SqlWords
    {
        public override string Rows => "json_each(@rows)";

        public override string TextRows => Rows;

        public override string RowId => "rowid";

        // The SQLite inside the package, the fallback, does not know ->> yet.
        public override string Number(int column) => string.Create(CultureInfo.InvariantCulture, $"json_extract(value, '$[{column}]')");

        public override string Text(int column) => Number(column);

        public override string Flag(int column) => Number(column);
    }

    private sealed class PostgresWords : SqlWords
    {
        public override string Rows => "jsonb_array_elements(CAST(@rows AS jsonb)) AS rows(value)";

        public override string TextRows => "jsonb_array_elements_text(CAST(@rows AS jsonb)) AS rows(value)";

        public override string RowId => "ctid";

        public override string Number(int column) => string.Create(CultureInfo.InvariantCulture, $"(value->>{column})::bigint");

        public override string Text(int column) => string.Create(CultureInfo.InvariantCulture, $"(value->>{column})");

        public override string Flag(int column) => string.Create(CultureInfo.InvariantCulture, $"(value->>{column})::int::boolean");
    }
}
