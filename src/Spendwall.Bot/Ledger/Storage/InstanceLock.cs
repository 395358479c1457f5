using System.Globalization;

namespace Spendwall.Bot.Ledger.Storage;

/// <summary>
/// Held by the one process that runs the bot on a database: an exclusive lock on a file beside it, which the operating
/// system gives back however the process ends. The file itself stays; only the lock on it counts.
/// </summary>
public sealed class InstanceLock : IDisposable
{
    private readonly FileStream file;
    private readonly string holder;

    private InstanceLock(FileStream file, string holder)
    {
        this.file = file;
        this.holder = holder;
    }

    /// <exception cref="StorageException">Another process holds it, or the folder cannot be written.</exception>
    public static InstanceLock Acquire(string databasePath)
    {
        string holder = HolderFile(databasePath);
        try
        {
            var file = new FileStream(databasePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Sign(holder);

            return new(file, holder);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StorageException(
                StorageFault.ReadOnly, $"The folder of {databasePath} cannot be written; give the bot's user write permission on it.", exception);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new StorageException(
                StorageFault.Unreachable, $"The folder of {databasePath} does not exist; create it, or change Spendwall:Storage:ConnectionString.", exception);
        }
        catch (IOException exception)
        {
            throw new StorageException(
                StorageFault.InUse, $"Another run{Who(holder)} already uses {databasePath}; stop it first, or give this one a database of its own.", exception);
        }
    }

    public void Dispose()
    {
        File.Delete(holder);
        file.Dispose();
    }

    private static void Sign(string holder)
    {
        try
        {
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // A full disk: the lock holds all the same, only its holder stays nameless.
        }
    }

    // The locked file cannot be read by others, so the number of its holder stands in another one.
    private static string HolderFile(string databasePath) => databasePath + ".pid";

    private static string Who(string holder)
    {
        try
        {
            return int.TryParse(File.ReadAllText(holder), CultureInfo.InvariantCulture, out int process) ? $" (process {process})" : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
