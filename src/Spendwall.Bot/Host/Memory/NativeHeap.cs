using System.Runtime.InteropServices;

namespace Spendwall.Bot.Host.Memory;

/// <summary>The C library's heap, where the compiler, SQLite and TLS allocate.</summary>
internal static partial class NativeHeap
{
    /// <summary>Returns free pages to the system (malloc_trim(3)); does nothing where the C library is not glibc.</summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = MallocTrim(0);
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // musl has no such call, and needs none: it keeps little.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MallocTrim(nuint pad);
}
