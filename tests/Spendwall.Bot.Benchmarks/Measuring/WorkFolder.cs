using System.CommandLine;

namespace Spendwall.Bot.Benchmarks.Measuring;

/// <summary>Where a run's databases lie: a temporary folder that goes at the end, or one that is kept and used again.</summary>
internal sealed class WorkFolder : IDisposable
{
    public static readonly Option<string?> Keep = new("--keep")
    {
        Description = "Keep the databases in this folder, and use those that are there from an earlier run.",
        HelpName = "FOLDER",
        Recursive = true,
    };

    private readonly bool temporary;

    public WorkFolder(string? kept)
    {
        temporary = kept is null;
        Path = kept is null ? Directory.CreateTempSubdirectory("spendwall-bench-").FullName : Directory.CreateDirectory(kept).FullName;
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (temporary)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
