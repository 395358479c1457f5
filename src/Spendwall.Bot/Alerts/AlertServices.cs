using Microsoft.Extensions.DependencyInjection.Extensions;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Limits;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Alerts.Owning;
using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Ledger.Sightings;

namespace Spendwall.Bot.Alerts;

public static class AlertServices
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Evaluation, incidents, outbox and summary. Needs the ledger, governance, outlooks, the settings, the clock, the
        /// clock keyed <c>transport</c>, and a sink, which Chat brings.
        /// </summary>
        public IServiceCollection AddAlerts()
        {
            services.TryAddSingleton(static provider => AlertSettings.From(provider.GetRequiredService<SpendwallOptions>()));

            services.TryAddSingleton<MappingStore>();

            return services
                .AddSingleton<IncidentStore>()
                .AddSingleton<DeliveryStore>()
                .AddSingleton<ScopeRoutes>()
                .AddSingleton<AccountLines>()
                .AddSingleton<BudgetTerms>()
                .AddSingleton<IScopeUse, ScopeUseReader>()
                .AddSingleton<IUnitCosts, ReportedUnitCosts>()
                .AddSingleton<ExceptionRights>()
                .AddSingleton<ExceptionDesk>()
                .AddSingleton<WindowReports>()
                .AddSingleton<BudgetReviews>()
                .AddSingleton<LimitKeeper>()
                .AddSingleton<BudgetReader>()
                .AddSingleton<IEventMeter, EventMeter>()
                .AddSingleton<EventReader>()
                .AddSingleton<EventEnds>()
                .AddSingleton<PromiseStore>()
                .AddSingleton<PromiseKeeper>()
                .AddSingleton<ForecastScores>()
                .AddSingleton<Drops.RunwayDrops>()
                .AddSingleton<Reconciliation.ReconcileReader>()
                .AddSingleton<Waste.WasteReader>()
                .AddSingleton<AlertPipeline>()
                .AddSingleton<IncidentDesk>()
                .AddSingleton<DeliveryPump>()
                .AddSingleton<OwnerReasons>()
                .AddSingleton<SightingStore>()
                .AddSingleton<ClaimRight>()
                .AddSingleton<OwnerQuestions>()
                .AddSingleton<UnownedSpend>()
                .AddSingleton<LeaseReminders>()
                .AddSingleton<OwnerNotes>()
                .AddSingleton<SummaryReader>()
                .AddSingleton<DigestReader>()
                .AddSingleton<SummaryPoster>();
        }
    }
}
