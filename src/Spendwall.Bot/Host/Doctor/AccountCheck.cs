using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Host.Doctor;

/// <summary>Asks the provider each thing that a poll would ask, for the shortest range, and stores nothing.</summary>
internal sealed class AccountCheck(AccountReaderFactory readers, ClockProbe clocks, TimeProvider clock)
{
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(90);

    public async Task<IReadOnlyList<Finding>> CheckAsync(AccountOptions account, CancellationToken cancellationToken)
    {
        var reader = readers.Create(account);
        var findings = new List<Finding>();
        IReadOnlyList<Dataset> datasets;
        try
        {
            datasets = await reader.DatasetsAsync(cancellationToken);
            findings.Add(new(Verdict.Well, account.Name, $"{datasets.Count} datasets to read with this kind of key"));
        }
        catch (ProviderException exception)
        {
            return [Fault(account.Name, exception)];
        }

        foreach (var dataset in datasets)
        {
            var (found, refused) = await CheckAsync(account, reader, dataset, cancellationToken);
            findings.AddRange(found);
            if (refused)
            {
                break;
            }
        }

        findings.Add(await CheckClockAsync(account, cancellationToken));

        return findings;
    }

    /// <returns>What was found, and whether the key is refused, which it then is everywhere.</returns>
    private async Task<(IReadOnlyList<Finding> Found, bool Refused)> CheckAsync(AccountOptions account, IAccountReader reader, Dataset dataset, CancellationToken cancellationToken)
    {
        string subject = $"{account.Name} {dataset.Name}";
        var now = clock.GetUtcNow();
        UtcRange? range = dataset.Reach == TimeSpan.Zero ? null : new UtcRange(dataset.Align >= TimeSpan.FromDays(1) ? now.FloorDay().AddDays(-1) : now.FloorHour(), now);
        var findings = new List<Finding>();
        try
        {
            await foreach (var fact in reader.ReadAsync(new DatasetRead(dataset.Name, range, []), cancellationToken))
            {
                if (fact is ProviderFact.BlindSpot blind)
                {
                    findings.Add(new(Verdict.Notice, subject, blind.Text));
                }
            }

            findings.Insert(0, new(Verdict.Well, subject, "readable"));

            return (findings, false);
        }
        catch (ProviderException exception)
        {
            bool refused = exception.Failure == ProviderFailure.Credentials;
            findings.Add(dataset.Essential || refused ? Fault(subject, exception) : new(Verdict.Notice, subject, exception.Message, exception.Remedy));

            return (findings, refused);
        }
    }

    private async Task<Finding> CheckClockAsync(AccountOptions account, CancellationToken cancellationToken)
    {
        var skew = await clocks.SkewAsync(account, cancellationToken);

        return skew switch
        {
            null => new(Verdict.Notice, $"{account.Name} clock", "the provider tells no time to compare with"),
            { } by when by.Duration() > MostSkew => new(Verdict.Fault, $"{account.Name} clock", $"this machine is {by.Duration().TotalSeconds:0} s {(by > TimeSpan.Zero ? "ahead" : "behind")}", "set the clock by NTP: buckets and signatures depend on it"),
            _ => new(Verdict.Well, $"{account.Name} clock", "agrees with the provider's"),
        };
    }

    private static Finding Fault(string subject, ProviderException exception) => new(Verdict.Fault, subject, exception.Message, exception.Remedy);
}
