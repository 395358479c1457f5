using Spendwall.Bot.Host.Doctor;

namespace Spendwall.Bot.Host.Health;

/// <summary>
/// Looks at the channels of the settings beside the start, as <c>doctor</c> does, and names what is wrong in the log and in
/// <c>/readyz</c>; as long as something is, it looks again. No start waits for it.
/// </summary>
internal sealed partial class ChannelWatch(
    IEnumerable<IChannelCheck> checks, ChannelFaults faults, [FromKeyedServices("transport")] TimeProvider transport, ILogger<ChannelWatch> logger) : BackgroundService
{
    /// <summary>Someone may have mended it; asking costs two or three calls a channel.</summary>
    internal static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    /// <summary>The platform could not be asked.</summary>
    internal static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await LookAsync(stoppingToken) is { } wait)
            {
                await Task.Delay(wait, transport, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The bot stops.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The alerts do not depend on this.
            LogThrew(exception);
        }
    }

    /// <returns>When to look again; null: there is no need to.</returns>
    private async Task<TimeSpan?> LookAsync(CancellationToken cancellationToken)
    {
        var found = new List<Finding>();
        foreach (var check in checks)
        {
            found.AddRange(await check.ChannelsAsync(cancellationToken));
        }

        var before = faults.All;
        var unasked = found.Where(static finding => finding.IsPassing).ToList();
        var broken = found.Where(static finding => finding is { Verdict: Verdict.Fault, IsPassing: false }).ToList();

        // What could not be asked is as it was.
        var kept = before.Where(fault => unasked.Exists(finding => finding.Subject == fault.Subject || finding.Subject == Platform(fault))).ToList();
        faults.All = [.. broken, .. kept];
        foreach (var fault in broken.Where(fault => !before.Any(known => known.Subject == fault.Subject && known.Message == fault.Message)))
        {
            LogFault(fault.Subject, fault.Message, fault.Fix ?? "see doctor");
        }

        foreach (var well in before.Where(fault => !faults.All.Any(known => known.Subject == fault.Subject)))
        {
            LogWell(well.Subject);
        }

        return unasked.Count > 0 ? AskAgain : broken.Count > 0 ? LookAgain : null;
    }

    /// <summary>The platform of a channel's finding, such as <c>discord</c> of <c>channel discord:1</c>: the subject of a fault that hits them all.</summary>
    private static string Platform(Finding fault) => fault.Subject.Split(' ')[^1].Split(':')[0];

    [LoggerMessage(1, LogLevel.Warning, "{Subject}: {Message} → {Fix}. What a channel does not take goes to the fallback")]
    private partial void LogFault(string subject, string message, string fix);

    [LoggerMessage(2, LogLevel.Information, "{Subject}: mended")]
    private partial void LogWell(string subject);

    [LoggerMessage(3, LogLevel.Error, "The channels could not be looked at")]
    private partial void LogThrew(Exception exception);
}
