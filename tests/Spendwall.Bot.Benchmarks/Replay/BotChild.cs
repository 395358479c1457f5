using System.Diagnostics;
using System.Globalization;
using Spendwall.Bot.Sandbox;

namespace Spendwall.Bot.Benchmarks.Replay;

/// <summary>A process of its own with the real bot in it, against the stand-ins of this one: <c>Sandbox --join</c>.</summary>
internal sealed class BotChild : IDisposable
{
    /// <summary>An orphan ends by itself.</summary>
    private static readonly TimeSpan Leash = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly Lock gate = new();
    private readonly List<string> output = [];
    private readonly List<string> errors = [];

    private BotChild(Process process) => this.process = process;

    public bool Running => !process.HasExited;

    /// <summary>Valid once it has ended.</summary>
    public int ExitCode => process.ExitCode;

    public int Id => process.Id;

    public IReadOnlyList<string> Output => Copy(output);

    public IReadOnlyList<string> Errors => Copy(errors);

    /// <param name="handover">What <see cref="SandboxHandover.WriteAsync"/> wrote.</param>
    public static BotChild Start(string handover) => Start(
        Path.Combine(AppContext.BaseDirectory, "Spendwall.Bot.Sandbox.dll"),
        ["--join", handover, "--exit-after", Leash.ToString("c", CultureInfo.InvariantCulture)],
        Path.GetTempPath());

    /// <param name="program">A dll beside this program; it is started with the same runtime.</param>
    public static BotChild Start(string program, IEnumerable<string> arguments, string folder)
    {
        // A test host has another name, the runtime it runs on has not.
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        var start = new ProcessStartInfo(host, [program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var child = new BotChild(new Process { StartInfo = start });
        child.process.OutputDataReceived += (_, line) => child.Keep(child.output, line.Data);
        child.process.ErrorDataReceived += (_, line) => child.Keep(child.errors, line.Data);
        child.process.Start();
        child.process.StandardInput.Close();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();

        return child;
    }

    /// <summary>SIGKILL; returns when it is gone and its output was read.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        process.Kill();
        await process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Asks it to stop.</summary>
    /// <param name="signal"><c>TERM</c> or <c>INT</c>.</param>
    /// <returns>False: it did not end in time.</returns>
    public async Task<bool> StopAsync(string signal, TimeSpan within, CancellationToken cancellationToken)
    {
        using var asked = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await asked.WaitForExitAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(within);
        try
        {
            await process.WaitForExitAsync(limit.Token);

            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private void Keep(List<string> lines, string? line)
    {
        if (line is not null)
        {
            lock (gate)
            {
                lines.Add(line);
            }
        }
    }

    private IReadOnlyList<string> Copy(List<string> lines)
    {
        lock (gate)
        {
            return [.. lines];
        }
    }
}
