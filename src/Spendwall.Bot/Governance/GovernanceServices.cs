using Spendwall.Bot.Governance.Auditing;
using Spendwall.Bot.Ledger.Access;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Ledger.Owners;
using Spendwall.Bot.Ledger.Proposals;
using Spendwall.Bot.Ledger.Reviews;

namespace Spendwall.Bot.Governance;

public static class GovernanceServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Owners, budgets, events and permissions; needs the ledger's database and the validated settings.</summary>
        public IServiceCollection AddGovernance() => services
            .AddSingleton<OwnerStore>()
            .AddSingleton<BudgetStore>()
            .AddSingleton<ScopeHomes>()
            .AddSingleton<OwnerBook>()
            .AddSingleton<IOwnerBook>(static provider => provider.GetRequiredService<OwnerBook>())
            .AddSingleton<GrantStore>()
            .AddSingleton<AccessBook>()
            .AddSingleton<LinkStore>()
            .AddSingleton<LinkBook>()
            .AddSingleton<AuditCheck>()
            .AddSingleton<BudgetBook>()
            .AddSingleton<EventStore>()
            .AddSingleton<ExceptionStore>()
            .AddSingleton<ExceptionBook>()
            .AddSingleton<ProposalStore>()
            .AddSingleton<ProposalBook>()
            .AddSingleton<ReviewStore>()
            .AddSingleton<EventBook>()
            .AddSingleton<IPermissions, Permissions>();
    }
}
