using System.ComponentModel;
using System.Diagnostics;

namespace Spendwall.Bot.Benchmarks.Beside;

/// <summary>A folder of this checkout with a package.json, which holds a baseline.</summary>
internal static class NpmFolder
{
    /// <summary>Installs what its lock file names, unless it is there.</summary>
    /// <param name="package">Such as <c>discord.js</c>.</param>
    /// <returns>False when there is no npm, or it failed.</returns>
    public static async Task<bool> InstallAsync(string folder, string package, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Path.Combine([folder, "node_modules", .. package.Split('/')])))
        {
            return true;
        }

        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--silent"]) { WorkingDirectory = folder })!;
            await npm.WaitForExitAsync(cancellationToken);

            return npm.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
