namespace Spendwall.Bot.Host;

/// <summary>What the process says at its end; scripts rely on the numbers.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>A command or input was refused, or an account or check failed.</summary>
    public const int Refused = 1;

    /// <summary>Settings or usage.</summary>
    public const int Settings = 2;

    /// <summary>Storage is locked by another run, read-only, full, corrupt or newer than this program.</summary>
    public const int Storage = 3;
}
