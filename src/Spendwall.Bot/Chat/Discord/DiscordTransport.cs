using Microsoft.Extensions.DependencyInjection.Extensions;
using Spendwall.Bot.Chat.Discord.Api;
using Spendwall.Bot.Chat.Discord.Gateway;
using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Discord;

/// <summary>The way to Discord and back.</summary>
public static class DiscordTransport
{
    extension(IServiceCollection services)
    {
        /// <summary>The REST API with the bot's token, and the gateway. Needs the options, the clocks, the ledger and an <c>IDiscordHandler</c>.</summary>
        public IServiceCollection AddDiscordTransport()
        {
            services.TryAddSingleton<DiscordApiSettings>();
            services.TryAddSingleton<DiscordGatewaySettings>();
            services.TryAddSingleton<IGatewaySeat, OnlySeat>();
            services.TryAddSingleton<Dedup>();
            services.AddSingleton<DiscordHttp>();
            services.AddSingleton<IDiscordApi>(static provider => new DiscordApi(
                provider.GetRequiredService<DiscordHttp>().Client,
                Address(provider.GetRequiredService<SpendwallOptions>().Discord),
                provider.GetRequiredService<SpendwallOptions>().Discord.Token,
                provider.GetRequiredService<DiscordApiSettings>(),
                provider.GetRequiredKeyedService<TimeProvider>("transport"),
                provider.GetRequiredService<DiscordGatewaySettings>().Random,
                provider.GetRequiredService<ILogger<DiscordApi>>()));
            services.AddSingleton<GatewayDoor>();
            services.AddSingleton<DiscordGatewayState>();

            // The inbox first: it stops last, when nothing more comes in.
            services.AddSingleton<DiscordInbox>();
            services.AddHostedService(static provider => provider.GetRequiredService<DiscordInbox>());
            services.AddHostedService<DiscordGatewayService>();

            return services;
        }
    }

    /// <summary>The API's root, with a slash at its end whether or not the settings have one.</summary>
    /// <exception cref="SettingsException">It is neither https nor on this machine.</exception>
    internal static Uri Address(DiscordOptions discord) =>
        Uri.TryCreate(discord.ApiUrl.TrimEnd('/') + "/", UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? url
            : throw new SettingsException([new($"{SpendwallOptions.Section}:Discord:ApiUrl", discord.ApiUrl, "takes an https address (plain http on loopback only).")]);
}
