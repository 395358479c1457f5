using System.Globalization;

namespace Spendwall.Bot.Ledger.Sqlite;

/// <summary>
/// The words by which a statement reads rows out of one JSON parameter, an array of arrays. Bulk statements are put
/// together from these and are otherwise the same on every engine. <c>json_extract</c> is used because the SQLite inside
/// the package, the fallback, does not know <c>-&gt;&gt;</c> yet.
/// </summary>
internal static class JsonRows
{
    /// <summary>The condition is there because an upsert from a query needs one to be read rightly.</summary>
    public const string From = "FROM json_each(@rows) WHERE true";

    public static string Number(int column) => string.Create(CultureInfo.InvariantCulture, $"json_extract(value, '$[{column}]')");

    public static string Numbers(int first, int count) => string.Join(", ", Enumerable.Range(first, count).Select(Number));

    public static string Text(int column) => Number(column);
}
