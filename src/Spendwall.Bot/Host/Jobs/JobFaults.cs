using Quartz;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host.Jobs;

/// <summary>
/// What a job could not do. A storage that takes nothing is said once, in its one sentence, and makes the bot unready and
/// its heartbeat silent: the rounds before it went well and would otherwise stay the last word.
/// </summary>
internal sealed partial class JobFaults(BotHealth health, ILogger<JobFaults> logger) : IJobListener
{
    public ValueTask JobWasExecuted(IJobExecutionContext context, JobExecutionException? jobException, CancellationToken cancellationToken = default)
    {
        Report(context.JobDetail.Key.Name, context.JobInstance is PollJob, jobException);

        return ValueTask.CompletedTask;
    }

    /// <param name="isPoll">A round writes, so that one that ends well proves the storage; most other jobs have nothing to write.</param>
    public void Report(string job, bool isPoll, Exception? exception)
    {
        var causes = Causes(exception).ToList();
        if (causes.OfType<StorageException>().FirstOrDefault() is { } storage)
        {
            if (health.StorageFault != storage.Message)
            {
                LogStorage(storage.Message);
            }

            health.StorageFault = storage.Message;
        }
        else if (causes is [.., { } cause])
        {
            if (!causes.Exists(static cause => cause is OperationCanceledException))
            {
                LogFailed(job, cause);
            }
        }
        else if (isPoll && health.StorageFault is not null)
        {
            health.StorageFault = null;
            LogStorageIsBack();
        }
    }

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Nothing can be stored: {Message} Polls go on and are lost until then")]
    private partial void LogStorage(string message);

    [LoggerMessage(2, LogLevel.Information, "The storage takes what is written again")]
    private partial void LogStorageIsBack();

    [LoggerMessage(3, LogLevel.Error, "The job {Job} failed; it is tried again at its next time")]
    private partial void LogFailed(string job, Exception exception);
}
