using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Cluster;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Ledger.Sessions;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Ledger;

/// <summary>The folder's services. <see cref="LedgerStorage.OpenAsync"/> comes before the first of them is used.</summary>
public static class LedgerServices
{
    extension(IServiceCollection services)
    {
        /// <param name="connectionString">SQLite's, with a full path.</param>
        public IServiceCollection AddLedger(string connectionString) => services.AddLedger(StorageTarget.Sqlite(connectionString));

        public IServiceCollection AddLedger(StorageTarget target)
        {
            // Without the container: EF then has the same services, and the same model, as LedgerStorage has made already,
            // which takes a quarter of the start. A failing statement is an exception here, so nothing goes unsaid.
            services.AddSingleton<IDbContextFactory<LedgerContext>>(_ => new PooledDbContextFactory<LedgerContext>(target.ContextOptions()));
            services.AddSingleton(target);
            services.AddSingleton<LedgerDatabase>();
            services.AddSingleton<ISpendLedger, SpendLedger>();
            services.AddSingleton<AuditLog>();
            services.AddSingleton<RequestStore>();
            services.AddSingleton<ProviderRecordStore>();
            services.AddSingleton<ImportPositions>();
            services.AddSingleton<LedgerMaintenance>();
            services.AddSingleton<SessionStarts>();
            services.AddSingleton(target.Storage());
            if (target.Engine == StorageEngine.Postgres)
            {
                services.AddSingleton(ReplicaId.New());
                services.AddSingleton<LeaseStore>();
                services.AddSingleton<JobClaims>();
                services.AddSingleton<ClusterTurn>();
                services.AddSingleton<ReplicaWatch>();
            }
            else
            {
                services.AddSingleton(static provider => (LedgerStorage)provider.GetRequiredService<ILedgerStorage>());
            }

            return services;
        }
    }
}
