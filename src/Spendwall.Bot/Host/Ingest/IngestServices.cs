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
            services.AddSingleton<TraceEndpoint>();
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
                var traces = routes.ServiceProvider.GetRequiredService<TraceEndpoint>();
                routes.MapMethods(TraceEndpoint.Path, [HttpMethods.Post, HttpMethods.Put], context => traces.ServeAsync(context));
            }
        }
    }
}
