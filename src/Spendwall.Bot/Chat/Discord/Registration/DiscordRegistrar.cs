using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Discord.Commands;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Discord.Registration;

/// <summary>
/// Registers the commands when a session begins: for the servers of the settings, where they appear at once, else
/// everywhere. What is registered already is left alone: new names are limited to 200 a day.
/// </summary>
internal sealed partial class DiscordRegistrar(
    IDiscordApi api, CommandCatalogue catalogue, SpendwallOptions options, DiscordGuilds servers, DiscordWork work, [FromKeyedServices("transport")] TimeProvider transport, ILogger<DiscordRegistrar> logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    /// <summary>Where the commands of one list are: everywhere, or in one server.</summary>
    public static string Path(string application, string? guild) =>
        guild is null ? $"applications/{application}/commands" : $"applications/{application}/guilds/{guild}/commands";

    private int isRunning;

    public void Begin(string application)
    {
        if (Interlocked.Exchange(ref isRunning, 1) == 1)
        {
            return;
        }

        if (!work.TryReserve())
        {
            Interlocked.Exchange(ref isRunning, 0);

            return;
        }

        work.Begin(async token =>
        {
            try
            {
                await RegisterAsync(application, token);
            }
            finally
            {
                Interlocked.Exchange(ref isRunning, 0);
            }
        });
    }

    private async Task RegisterAsync(string application, CancellationToken cancellationToken)
    {
        var guilds = options.Discord.GuildIds.Distinct(StringComparer.Ordinal).ToList();
        if (guilds.Count == 0)
        {
            await PutAsync(application, null, DiscordCommands.Of(catalogue.Specs, isGlobal: true), cancellationToken);

            // The settings may have named servers before: their own commands would stand beside these.
            foreach (string server in await servers.AllAsync(cancellationToken))
            {
                await PutAsync(application, server, [], cancellationToken);
            }

            return;
        }

        foreach (string guild in guilds)
        {
            await PutAsync(application, guild, DiscordCommands.Of(catalogue.Specs, isGlobal: false), cancellationToken);
        }

        // Else each would be there twice.
        await PutAsync(application, null, [], cancellationToken);
    }

    private async Task PutAsync(string application, string? guild, JsonArray wanted, CancellationToken cancellationToken)
    {
        string path = Path(application, guild);
        for (var wait = FirstRetry; ; wait = wait * 2 < LongestRetry ? wait * 2 : LongestRetry)
        {
            try
            {
                var registered = await api.CallAsync(HttpMethod.Get, path, null, cancellationToken);
                if (!DiscordRegistration.AreSame(wanted, registered))
                {
                    await api.CallAsync(HttpMethod.Put, path, wanted.DeepClone(), cancellationToken);
                    LogRegistered(wanted.Count, guild ?? "every server");
                }

                return;
            }
            catch (DiscordException exception) when (exception.Failure is DiscordFailure.Transient or DiscordFailure.RateLimited)
            {
                LogLater(guild ?? "every server", exception.Message);
                await Task.Delay(exception.RetryAfter is { } asked && asked > wait ? asked : wait, transport, cancellationToken);
            }
            catch (DiscordException exception)
            {
                LogRefused(guild ?? "every server", exception.Code, exception.Message);

                return;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Count} commands are registered for {Where}")]
    private partial void LogRegistered(int count, string where);

    [LoggerMessage(2, LogLevel.Warning, "The commands for {Where} could not be registered yet: {Message}")]
    private partial void LogLater(string where, string message);

    [LoggerMessage(3, LogLevel.Error, "The commands for {Where} were refused ({Code}): {Message}")]
    private partial void LogRefused(string where, int code, string message);
}
