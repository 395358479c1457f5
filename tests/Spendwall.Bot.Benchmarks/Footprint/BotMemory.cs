using System.Globalization;

namespace Spendwall.Bot.Benchmarks.Footprint;

/// <summary>A process's memory in MiB, as Linux tells it.</summary>
/// <param name="Resident">All of it that is in memory, shared pages included: VmRSS.</param>
/// <param name="Private">The part that is no file's page: RssAnon.</param>
/// <param name="Peak">The most that was resident so far: VmHWM.</param>
internal sealed record BotMemory(double Resident, double Private, double Peak)
{
    public static BotMemory Of(int process)
    {
        string[] lines = File.ReadAllLines($"/proc/{process}/status");

        return new(Read(lines, "VmRSS:"), Read(lines, "RssAnon:"), Read(lines, "VmHWM:"));
    }

    private static double Read(string[] lines, string name)
    {
        string line = lines.First(line => line.StartsWith(name, StringComparison.Ordinal));

        return double.Parse(line[name.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) / 1024;
    }
}
