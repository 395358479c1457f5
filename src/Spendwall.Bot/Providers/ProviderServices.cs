using Microsoft.Extensions.DependencyInjection.Extensions;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers;

public static class ProviderServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Needs a <see cref="TimeProvider"/>, and another one under the key <c>transport</c>.</summary>
        public IServiceCollection AddProviders()
        {
            services.TryAddSingleton(new TransportSettings());
            services.AddSingleton<AccountReaderFactory>();

            return services;
        }
    }
}
