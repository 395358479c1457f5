namespace Spendwall.Bot.Sandbox;

/// <summary>A folder of this run's own, deleted at its end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("spendwall-sandbox-");

    public string File(string name) => Path.Combine(folder.FullName, name);

    public void Dispose()
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // Something still holds a file; the system's own cleaning takes it.
        }
    }
}
