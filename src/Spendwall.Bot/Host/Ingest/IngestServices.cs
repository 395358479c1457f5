using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Host.Ingest;

/// <summary>The doors for request records.</summary>
internal static class IngestServices
{
    extension(IServiceCollection services)
    {
        public void AddIngest()
        {
            services.AddSingleton<IngestDoor>();
            services.AddSingleton<RecordEndpoint>();
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Without <c>Ingest:BearerSecret</c> the addresses do not exist.</summary>
        public void MapIngest()
        {
            if (!routes.ServiceProvider.GetRequiredService<SpendwallOptions>().Ingest.BearerSecret.IsEmpty)
            {
                var records = routes.ServiceProvider.GetRequiredService<RecordEndpoint>();
                routes.MapPost(RecordEndpoint.Path, context => records.ServeAsync(context));
            }
        }
    }
}
