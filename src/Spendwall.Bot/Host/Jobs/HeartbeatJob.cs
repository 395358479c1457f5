using Quartz;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Host.Jobs;

/// <summary>Tells a watcher outside that the bot is well; silence is the alarm, so an unhealthy bot says nothing.</summary>
[DisallowConcurrentExecution]
internal sealed partial class HeartbeatJob(SpendwallOptions options, BotHealth health, IHttpClientFactory clients, ILogger<HeartbeatJob> logger) : IJob
{
    public const string Client = "heartbeat";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (!health.Healthy || options.Heartbeat.Url is not { Length: > 0 } url)
        {
            return;
        }

        try
        {
            using var client = clients.CreateClient(Client);
            using var answer = await client.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                LogRefused((int)answer.StatusCode);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception.GetType().Name);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The heartbeat's address answered {Status}")]
    private partial void LogRefused(int status);

    [LoggerMessage(2, LogLevel.Warning, "The heartbeat did not arrive: {Reason}")]
    private partial void LogFailed(string reason);
}
