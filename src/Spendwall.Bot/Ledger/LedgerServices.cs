using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Ledger.Sessions;
using Spendwall.Bot.Ledger.Sqlite;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Ledger;

/// <summary>The folder's services. <see cref="LedgerStorage.OpenAsync"/> comes before the first of them is used.</summary>
public static class LedgerServices
{
    extension(IServiceCollection services)
    {
        /// <param name="connectionString">SQLite's, with a full path.</param>
        public IServiceCollection AddLedger(string connectionString)
        {
            // Without the container: EF then has the same services, and the same model, as LedgerStorage has made already,
            // which takes a quarter of the start. A failing statement is an exception here, so nothing goes unsaid.
            services.AddSingleton<IDbContextFactory<LedgerContext>>(_ =>
            {
                var options = new DbContextOptionsBuilder<LedgerContext>();
                options.UseLedger(connectionString);

                return new PooledDbContextFactory<LedgerContext>(options.Options);
            });
            services.AddSingleton<LedgerDatabase>();
            services.AddSingleton<ISpendLedger, SpendLedger>();
            services.AddSingleton<AuditLog>();
            services.AddSingleton<RequestStore>();
            services.AddSingleton<ProviderRecordStore>();
            services.AddSingleton<ImportPositions>();
            services.AddSingleton<LedgerMaintenance>();
            services.AddSingleton<SessionStarts>();
            services.AddSingleton(new LedgerStorage(connectionString));

            return services;
        }
    }
}
