using Quartz;

namespace Spendwall.Bot.Host.Jobs;

/// <summary>One job of the schedule with its one trigger.</summary>
/// <param name="Terms">When it runs, in words: a stored job whose words are others is scheduled anew.</param>
/// <param name="Schedule">Null: once.</param>
/// <param name="Account">Of a poll.</param>
internal sealed record PlannedJob(string Name, Type Job, string Terms, DateTimeOffset StartAt, IScheduleBuilder? Schedule, string? Account = null)
{
    private const string TermsKey = "terms";

    public JobKey Key => new(Name);

    /// <summary>For a store that outlives the process: what a replica was doing when it died is done again by another.</summary>
    public (IJobDetail Detail, ITrigger Trigger) Stored()
    {
        var detail = JobBuilder.Create().OfType(Job).WithIdentity(Name).UsingJobData(TermsKey, Terms).RequestRecovery();
        detail = Account is null ? detail : detail.UsingJobData(PollJob.AccountKey, Account);
        var trigger = TriggerBuilder.Create().WithIdentity(Name).ForJob(Name).StartAt(StartAt);

        return (detail.Build(), (Schedule is null ? trigger : trigger.WithSchedule(Schedule)).Build());
    }

    public bool IsStoredAs(IJobDetail detail) => detail.JobDataMap.GetString(TermsKey) == Terms && detail.JobType.Type == Job;
}
