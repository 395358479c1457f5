using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Postgres;
using Spendwall.Bot.Ledger.Sqlite;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Ledger;

/// <summary>The engine of a context.</summary>
internal static class LedgerOptions
{
    extension(StorageTarget target)
    {
        public DbContextOptions<LedgerContext> ContextOptions()
        {
            var options = new DbContextOptionsBuilder<LedgerContext>();
            _ = target.Engine == StorageEngine.Postgres ? options.UsePostgresLedger(target.ConnectionString) : options.UseLedger(target.ConnectionString);

            return options.Options;
        }
    }
}
