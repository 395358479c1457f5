using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Discord.Registration;

/// <summary>
/// Registers the commands when a session begins: for the servers of the settings, where they appear at once, else
/// everywhere. What is registered already is left alone: new names are limited to 200 a day. It outlives an outage of any length, and takes no place of those who ask.
/// </summary>
internal sealed partial class DiscordRegistrar(
    IDiscordApi api, CommandCatalogue catalogue, SpendwallOptions options, DiscordGuilds servers, [FromKeyedServices("transport")] TimeProvider transport, ILogger<DiscordRegistrar> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    /// <summary>Where the commands of one list are: everywhere, or in one server.</summary>
    public static string Path(string application, string? guild) =>
        guild is null ? $"applications/{application}/commands" : $"applications/{application}/guilds/{guild}/commands";

    private readonly CancellationTokenSource stopping = new();

    private readonly Lock gate = new();

    private Task running = Task.CompletedTask;

    private bool disposed;

    /// <summary>Begins it, unless it runs already: it goes on until Discord has said yes or no, or the bot stops.</summary>
    public void Begin(string application)
    {
        lock (gate)
        {
            if (running.IsCompleted && !disposed && !stopping.IsCancellationRequested)
            {
                var token = stopping.Token;
                running = Task.Run(() => RunAsync(application, token), CancellationToken.None);
            }
        }
    }

    /// <summary>Until what was begun has ended.</summary>
    public Task IdleAsync()
    {
        lock (gate)
        {
            return running;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!disposed)
        {
            await stopping.CancelAsync();
        }

        await IdleAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The container asks twice: it is a service of its own and one of the host's.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            disposed = true;
            stopping.Cancel();
            stopping.Dispose();
        }
    }

    private async Task RunAsync(string application, CancellationToken cancellationToken)
    {
        try
        {
            await RegisterAsync(application, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next start registers them.
        }
#pragma warning disable CA1031 // The edge: nobody waits for this task, so it says itself what broke it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogThrew(exception);
        }
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

    [LoggerMessage(4, LogLevel.Error, "The commands could not be registered")]
    private partial void LogThrew(Exception exception);
}
