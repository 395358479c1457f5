using System.Text.Json;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox;

/// <summary>
/// Lets another process of the Sandbox run the bot against stand-ins that are up already, with the same simulated
/// clock: it can be killed and started again while the world goes on.
/// </summary>
internal sealed record SandboxHandover(SandboxUrls Urls, SandboxKeys Keys, ClockAnchor Clock, string Database, int HistoryDays, string Story, SandboxChat Chat)
{
    public static async Task WriteAsync(SandboxEnvironment environment, string path, CancellationToken cancellationToken)
    {
        var handover = new SandboxHandover(
            environment.Urls, environment.Keys, environment.Clock.Anchor, environment.DatabasePath, environment.HistoryDays, environment.Story, environment.Chat);

        // A reader must never see half of it.
        string draft = path + ".new";
        await File.WriteAllTextAsync(draft, JsonSerializer.Serialize(handover, Answer.Json), cancellationToken);
        File.Move(draft, path, overwrite: true);
    }

    /// <param name="database">A file of its own; null is the one of the other process.</param>
    /// <exception cref="InvalidDataException">The file is not one that this program wrote.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<SandboxEnvironment> ReadAsync(string path, string? database, TimeProvider real, CancellationToken cancellationToken)
    {
        try
        {
            string text = await File.ReadAllTextAsync(path, cancellationToken);
            if (JsonSerializer.Deserialize<SandboxHandover>(text, Answer.Json) is { Urls: not null, Keys: not null, Clock: not null, Database: not null } handover)
            {
                return new(
                    handover.Urls,
                    handover.Keys,
                    new ScaledClock(handover.Clock, real),
                    Path.GetFullPath(database ?? handover.Database),
                    handover.HistoryDays,
                    handover.Story,
                    handover.Chat);
            }
        }
        catch (Exception exception) when (exception is JsonException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"{path} is no handover of the Sandbox.", exception);
        }

        throw new InvalidDataException($"{path} is no handover of the Sandbox.");
    }
}
