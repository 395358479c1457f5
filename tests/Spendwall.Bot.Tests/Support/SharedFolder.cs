namespace Spendwall.Bot.Tests.Support;

/// <summary>The folder of contracts and data beside a checkout; tests that use it do nothing more where it is absent.</summary>
public static class SharedFolder
{
    /// <summary>Null when it is not there.</summary>
    public static string? Find(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine([folder.FullName, "shared", .. parts]);
            if (File.Exists(Path.Combine(folder.FullName, "shared", "PRODUCT.md")) && Path.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
