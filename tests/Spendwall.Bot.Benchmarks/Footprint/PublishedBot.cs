using System.Diagnostics;

namespace Spendwall.Bot.Benchmarks.Footprint;

/// <summary>The bot as it is shipped: a folder with <c>Spendwall.Bot.dll</c>, run by <c>dotnet</c>.</summary>
internal sealed class PublishedBot
{
    /// <summary>The publish line of docker/Dockerfile; a test compares the two.</summary>
    public const string PublishLine = "publish src/Spendwall.Bot -c Release -r linux-x64 --no-self-contained -p:PublishReadyToRun=true -o";

    private readonly string program;

    private PublishedBot(string folder)
    {
        Folder = folder;
        program = Path.Combine(folder, "Spendwall.Bot.dll");
    }

    public string Folder { get; }

    /// <param name="app">A published folder; null: publish into <paramref name="target"/>.</param>
    public static async Task<PublishedBot> GetAsync(string? app, string target, CancellationToken cancellationToken)
    {
        if (app is not null)
        {
            return File.Exists(Path.Combine(app, "Spendwall.Bot.dll")) ? new(Path.GetFullPath(app)) : throw new FileNotFoundException($"There is no Spendwall.Bot.dll in {app}.");
        }

        var start = new ProcessStartInfo("dotnet", [.. PublishLine.Split(' '), target, "-v", "quiet", "-nologo"]) { WorkingDirectory = Root(), RedirectStandardOutput = true };
        using var publish = Process.Start(start)!;
        string said = await publish.StandardOutput.ReadToEndAsync(cancellationToken);
        await publish.WaitForExitAsync(cancellationToken);

        return publish.ExitCode == 0 ? new(target) : throw new InvalidOperationException($"dotnet publish failed: {said}");
    }

    /// <summary>Starts it with nothing of this process's environment that it reads; its input stays open, as a service's.</summary>
    /// <param name="folder">Its current directory.</param>
    public Process Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(static name => name.StartsWith("Spendwall__", StringComparison.OrdinalIgnoreCase) || name is "OPENROUTER_API_KEY" or "OPENAI_ADMIN_KEY").ToList())
        {
            start.Environment.Remove(name);
        }

        return Process.Start(start)!;
    }

    /// <summary>The checkout that this program was built from.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Spendwall.Bot.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The benchmarks run from inside the checkout; give --app otherwise.");
    }
}
