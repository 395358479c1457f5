using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Spendwall.Bot.Benchmarks.Footprint;

/// <summary>One run of the published bot, followed by its process id.</summary>
internal sealed class BotRun : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private BotRun(Process process) => this.process = process;

    /// <summary>From the start of the process to the first 200 of <c>/readyz</c>.</summary>
    public TimeSpan Ready { get; private set; }

    /// <exception cref="InvalidOperationException">It ended, or was not ready within a minute.</exception>
    public static async Task<BotRun> StartAsync(PublishedBot app, string folder, string settings, string listen, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new Uri(listen) };
        var watch = Stopwatch.StartNew();
        var run = new BotRun(app.Start(folder, "run", "--settings", settings));
        var said = run.process.StandardError.ReadToEndAsync(cancellationToken);
        _ = run.process.StandardOutput.ReadToEndAsync(cancellationToken);
        while (!await IsReadyAsync(client, cancellationToken))
        {
            if (run.process.HasExited || watch.Elapsed > ReadyWithin)
            {
                await run.DisposeAsync();

                throw new InvalidOperationException($"The bot did not become ready: {await said}");
            }

            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }

        run.Ready = watch.Elapsed;

        return run;
    }

    public BotMemory Memory() => BotMemory.Of(process.Id);

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);

        return process.ExitCode;
    }

    public static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);

            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
