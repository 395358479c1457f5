using System.Diagnostics;
using System.Globalization;
using Spendwall.Bot.Benchmarks.Footprint;

namespace Spendwall.Bot.Benchmarks.Beside;

/// <summary>A bot in a process of its own, started anew for each run.</summary>
internal sealed record Contender(string Name, Func<Process> Start)
{
    private static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>The least bot of a platform's own library, run by Node.</summary>
    /// <param name="proof">Its folder, installed.</param>
    public static Contender Node(string name, string proof, IReadOnlyDictionary<string, string> environment) => new(name, () =>
    {
        var start = new ProcessStartInfo("node", ["bench.mjs"]) { WorkingDirectory = proof, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return Drained(Process.Start(start)!);
    });

    /// <summary>The published bot.</summary>
    /// <param name="folder">Its current directory.</param>
    public static Contender Published(PublishedBot app, string folder, string settings) => new("Spendwall.Bot", () => Drained(app.Start(folder, "run", "--settings", settings)));

    /// <summary>One life: until connected, then the work, then SIGTERM.</summary>
    /// <param name="connections">How many the stand-in counts.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not connect within a minute.</exception>
    public async Task<(T Result, BotMemory Memory)> RunAsync<T>(Func<int> connections, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        using var process = Start();
        try
        {
            long began = TimeProvider.System.GetTimestamp();
            while (connections() == 0)
            {
                if (process.HasExited || TimeProvider.System.GetElapsedTime(began) > ConnectsWithin)
                {
                    throw new InvalidOperationException($"{Name} did not connect to the stand-in.");
                }

                await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
            }

            var result = await work();

            return (result, BotMemory.Of(process.Id));
        }
        finally
        {
            if (!process.HasExited)
            {
                using var term = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
                await term.WaitForExitAsync(CancellationToken.None);
                await process.WaitForExitAsync(CancellationToken.None);
            }

            while (connections() > 0)
            {
                await Task.Delay(LookEvery, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    /// <summary>A full pipe would stop it.</summary>
    private static Process Drained(Process process)
    {
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        return process;
    }
}
