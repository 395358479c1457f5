using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Spendwall.Bot.Ledger.Postgres;

/// <summary>
/// What PostgreSQL cannot store as text is taken out on the way: NUL, and halves of surrogate pairs. A name of a provider
/// must not make a poll fail that SQLite would keep.
/// </summary>
internal sealed class StorableText : DbCommandInterceptor
{
    public static readonly StorableText Instance = new();

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Clean(command);

        return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Clean(command);

        return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
    }

    /// <summary>The text as every engine gives it back.</summary>
    public static string Clean(string text) => text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') || text.Contains('\0', StringComparison.Ordinal)
        ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace("\0", "", StringComparison.Ordinal)
        : text;

    private static void Clean(DbCommand command)
    {
        foreach (DbParameter parameter in command.Parameters)
        {
            if (parameter.Value is string text)
            {
                parameter.Value = Clean(text);
            }
            else if (parameter.Value is IEnumerable<string> texts)
            {
                parameter.Value = texts.Select(Clean).ToList();
            }
        }
    }
}
