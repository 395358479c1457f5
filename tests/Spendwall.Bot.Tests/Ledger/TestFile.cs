namespace Spendwall.Bot.Tests.Ledger;

/// <summary>A folder with a path for a database that is not there yet; all gone at the end of the test.</summary>
internal sealed class TestFile : IDisposable
{
    public TestFile() => Folder = Directory.CreateTempSubdirectory("spendwall-test-").FullName;

    public string Folder { get; }

    public string Path => In("spendwall.db");

    public string ConnectionString => $"Data Source={Path};Pooling=False;Default Timeout=1";

    public string In(string name) => System.IO.Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
