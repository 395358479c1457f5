using System.Collections.Concurrent;

namespace Spendwall.Bot.Ledger.Sql;

/// <summary>A statement that is not the same on every engine, put together once for each that asks for it.</summary>
internal sealed class EngineSql(Func<SqlWords, string> write)
{
    private readonly ConcurrentDictionary<SqlWords, string> texts = new();

    public string For(SqlWords words) => texts.GetOrAdd(words, write);
}
