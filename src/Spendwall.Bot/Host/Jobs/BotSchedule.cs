using Npgsql;
using Quartz;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host.Cluster;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host.Jobs;

/// <summary>
/// Which job runs when. The schedule comes from the settings at every start; what was last done comes from the ledger, so
/// a restart neither repeats nor forgets. A bot that is alone keeps the schedule in memory, replicas keep it in their
/// PostgreSQL and share the work.
/// </summary>
internal static class BotSchedule
{
    private static readonly TimeSpan DeliverEvery = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan KeepLimitsEvery = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ReconcileEvery = TimeSpan.FromHours(1);

    /// <summary>First polls are spread over at most this, so that many accounts do not ask at once.</summary>
    private static readonly TimeSpan MostJitter = TimeSpan.FromSeconds(2);

    /// <summary>A replica that is silent for two of these is dead: its jobs are taken over some five seconds after it died.</summary>
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(1);

    extension(IServiceCollection services)
    {
        /// <param name="jitter">0 to 1, drawn per account.</param>
        public void AddBotSchedule(SpendwallOptions options, StorageTarget storage, TimeProvider clock, Func<double> jitter)
        {
            bool shared = storage.Engine == StorageEngine.Postgres;
            if (shared)
            {
                // Before the scheduler's own service, which starts it.
                services.AddSingleton<ClusterSchedule>();
                services.AddHostedService(static provider => provider.GetRequiredService<ClusterSchedule>());
            }

            services.AddQuartz(quartz =>
            {
                quartz.UseTimeProvider(clock);
                quartz.AddJobListener<JobFaults>();

                // A first read takes minutes: a stop breaks it off between two chunks, and the next start goes on there.
                quartz.ConfigureScheduler(static scheduler => scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always);
                if (shared)
                {
                    Share(quartz, storage);
                }
                else
                {
                    quartz.UseInMemoryStore();
                    foreach (var job in Plan(options, clock, jitter))
                    {
                        Add(quartz, job);
                    }
                }
            });
            services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        }
    }

    public static IReadOnlyList<PlannedJob> Plan(SpendwallOptions options, TimeProvider clock, Func<double> jitter)
    {
        var now = clock.GetUtcNow();
        var plan = new List<PlannedJob>();
        foreach (var account in options.Accounts)
        {
            var spread = TimeSpan.FromTicks(Math.Min(account.PollEvery.Ticks / 10, MostJitter.Ticks));
            plan.Add(Repeated<PollJob>($"poll {account.Name}", now + (spread * jitter()), account.PollEvery) with { Account = account.Name });
        }

        plan.Add(Repeated<DeliveryJob>("deliver", now, DeliverEvery));
        plan.Add(Repeated<LimitJob>("limits", now, KeepLimitsEvery));
        plan.Add(Repeated<MaintenanceJob>("maintain", now, TimeSpan.FromDays(1)));
        plan.Add(Repeated<ReconcileJob>("reconcile", now + ReconcileEvery, ReconcileEvery));
        var times = SummaryCron.All(options.Summary);
        for (int i = 0; i < times.Count; i++)
        {
            var cron = CronScheduleBuilder.Create(times[i].Cron).InTimeZone(TimeZoneInfo.FindSystemTimeZoneById(times[i].TimeZone));
            plan.Add(new(i == 0 ? "summary" : $"summary {i + 1}", typeof(SummaryJob), $"{times[i].Cron} {times[i].TimeZone}", now, cron));
        }

        // A summary that fell due while the bot was down is caught up once; its claim keeps it from being posted twice.
        plan.Add(new("summary catch-up", typeof(SummaryJob), "once", now, null));
        if (!string.IsNullOrWhiteSpace(options.Heartbeat.Url))
        {
            plan.Add(Repeated<HeartbeatJob>("heartbeat", now + options.Heartbeat.Every, options.Heartbeat.Every));
        }

        return plan;
    }

    private static void Share(IQuartzBuilder quartz, StorageTarget storage)
    {
        quartz.ConfigureScheduler(static scheduler => scheduler.GenerateInstanceId = true);
        quartz.AddTriggerListener<ClaimedFirings>();
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(NpgsqlFactory.Instance, storage.ConnectionString);
            store.UseSystemTextJsonSerializer();
            store.UseClustering(static cluster => (cluster.CheckinInterval, cluster.CheckinMisfireThreshold) = (CheckIn, CheckIn));
            store.ProvisionSchema();
        });
    }

    private static void Add(IQuartzBuilder quartz, PlannedJob planned)
    {
        quartz.AddJob(planned.Job, job =>
        {
            job.WithIdentity(planned.Name);
            if (planned.Account is { } account)
            {
                job.UsingJobData(PollJob.AccountKey, account);
            }
        });
        quartz.AddTrigger(trigger =>
        {
            trigger.WithIdentity(planned.Name).ForJob(planned.Name).StartAt(planned.StartAt);
            if (planned.Schedule is { } schedule)
            {
                trigger.WithSchedule(schedule);
            }
        });
    }

    /// <summary>Firings that were missed are made up for by one at once: after a long start or a suspended machine nobody waits another day for a daily poll.</summary>
    private static PlannedJob Repeated<TJob>(string name, DateTimeOffset startAt, TimeSpan interval) => new(
        name,
        typeof(TJob),
        $"every {interval:c}",
        startAt,
        SimpleScheduleBuilder.Create().WithInterval(interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithExistingCount));
}
