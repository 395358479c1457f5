using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Spendwall.Bot.Alerts.Outlook;

public static class OutlookServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds the outlook of accounts and the estimate of unbilled days; needs the ledger and the settings.</summary>
        public IServiceCollection AddOutlook()
        {
            services.TryAddSingleton<AccountOutlookReader>();
            services.TryAddSingleton<IAccountOutlooks>(static provider => provider.GetRequiredService<AccountOutlookReader>());
            services.TryAddSingleton<EstimateRefresher>();
            services.TryAddSingleton<Anomalies.UseReader>();
            services.TryAddSingleton<Anomalies.AnomalyWatches>();
            services.TryAddSingleton<Anomalies.RouteWatches>();
            services.TryAddSingleton<Anomalies.RequestWatches>();

            return services;
        }
    }
}
