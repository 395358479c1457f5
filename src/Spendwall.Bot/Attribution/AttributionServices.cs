using Spendwall.Bot.Attribution.Importing;
using Spendwall.Bot.Attribution.Ingest;
using Spendwall.Bot.Attribution.Reconciliation;
using Spendwall.Bot.Attribution.Views;

namespace Spendwall.Bot.Attribution;

/// <summary>The folder's services; <c>AddLedger</c> comes with them.</summary>
public static class AttributionServices
{
    extension(IServiceCollection services)
    {
        /// <param name="quarantine">The file of refused records.</param>
        public IServiceCollection AddAttribution(string quarantine)
        {
            services.AddSingleton(provider => new Quarantine(quarantine, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Quarantine>>()));
            services.AddSingleton<RecordIntake>();
            services.AddSingleton<ProviderRecordSampler>();
            services.AddSingleton<RecordImport>();
            services.AddSingleton<AttributedSums>();

            return services;
        }
    }
}
