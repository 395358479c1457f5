using Quartz;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Host.Jobs;

/// <summary>
/// Which job runs when. The schedule comes from the settings at every start and lives in memory; what was last done
/// comes from the ledger, so a restart neither repeats nor forgets.
/// </summary>
internal static class BotSchedule
{
    private static readonly TimeSpan DeliverEvery = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan KeepLimitsEvery = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ReconcileEvery = TimeSpan.FromHours(1);

    /// <summary>First polls are spread over at most this, so that many accounts do not ask at once.</summary>
    private static readonly TimeSpan MostJitter = TimeSpan.FromSeconds(2);

    extension(IServiceCollection services)
    {
        /// <param name="jitter">0 to 1, drawn per account.</param>
        public void AddBotSchedule(SpendwallOptions options, TimeProvider clock, Func<double> jitter)
        {
            services.AddQuartz(quartz =>
            {
                quartz.UseInMemoryStore();
                quartz.UseTimeProvider(clock);
                quartz.AddJobListener<JobFaults>();

                // A first read takes minutes: a stop breaks it off between two chunks, and the next start goes on there.
                quartz.ConfigureScheduler(static scheduler => scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always);
                foreach (var account in options.Accounts)
                {
                    var spread = TimeSpan.FromTicks(Math.Min(account.PollEvery.Ticks / 10, MostJitter.Ticks));
                    quartz.ScheduleJob<PollJob>(
                        trigger => trigger.WithIdentity($"poll {account.Name}").StartAt(clock.GetUtcNow() + (spread * jitter())).WithSchedule(Every(account.PollEvery)),
                        job => job.WithIdentity($"poll {account.Name}").UsingJobData(PollJob.AccountKey, account.Name));
                }

                quartz.ScheduleJob<DeliveryJob>(trigger => trigger.WithIdentity("deliver").StartNow().WithSchedule(Every(DeliverEvery)), job => job.WithIdentity("deliver"));
                quartz.ScheduleJob<LimitJob>(trigger => trigger.WithIdentity("limits").StartNow().WithSchedule(Every(KeepLimitsEvery)), job => job.WithIdentity("limits"));
                quartz.ScheduleJob<MaintenanceJob>(trigger => trigger.WithIdentity("maintain").StartNow().WithSchedule(Every(TimeSpan.FromDays(1))), job => job.WithIdentity("maintain"));
                quartz.ScheduleJob<ReconcileJob>(
                    trigger => trigger.WithIdentity("reconcile").StartAt(clock.GetUtcNow() + ReconcileEvery).WithSchedule(Every(ReconcileEvery)), job => job.WithIdentity("reconcile"));
                AddSummary(quartz, options.Summary);
                if (!string.IsNullOrWhiteSpace(options.Heartbeat.Url))
                {
                    quartz.ScheduleJob<HeartbeatJob>(
                        trigger => trigger.WithIdentity("heartbeat").StartAt(clock.GetUtcNow() + options.Heartbeat.Every).WithSchedule(Every(options.Heartbeat.Every)),
                        job => job.WithIdentity("heartbeat"));
                }
            });
            services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        }
    }

    private static void AddSummary(IQuartzBuilder quartz, SummaryOptions summary)
    {
        var times = SummaryCron.All(summary);
        for (int i = 0; i < times.Count; i++)
        {
            string name = i == 0 ? "summary" : $"summary {i + 1}";
            var cron = CronScheduleBuilder.Create(times[i].Cron).InTimeZone(TimeZoneInfo.FindSystemTimeZoneById(times[i].TimeZone));
            quartz.ScheduleJob<SummaryJob>(trigger => trigger.WithIdentity(name).WithSchedule(cron), job => job.WithIdentity(name));
        }

        // A summary that fell due while the bot was down is caught up once; its claim keeps it from being posted twice.
        quartz.ScheduleJob<SummaryJob>(trigger => trigger.WithIdentity("summary catch-up").StartNow(), job => job.WithIdentity("summary catch-up"));
    }

    /// <summary>Firings that were missed are made up for by one at once: after a long start or a suspended machine nobody waits another day for a daily poll.</summary>
    private static SimpleScheduleBuilder Every(TimeSpan interval) =>
        SimpleScheduleBuilder.Create().WithInterval(interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithExistingCount);
}
