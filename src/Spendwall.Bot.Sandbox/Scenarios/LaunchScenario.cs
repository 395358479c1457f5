using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Scenarios;

/// <summary>
/// A launch as it should go: more budget is asked for and granted, the window is announced, the rise comes and calls nobody,
/// and the end is reported.
/// </summary>
internal static class LaunchScenario
{
    public const string Name = "launch";

    public const string Story =
        "web-app (OpenAI) has a launch: more budget is asked for and granted first, then its window begins, its requests rise threefold from the sixteenth to the thirty-sixth hour, six hours after its end the window is reported, and on Monday the weekly summary tells of all of it";

    private const string Caller = "web-app";

    private const string Account = "openai-acme";

    /// <summary>Of the start, a Thursday at nine. Late enough that the window was announced before, also where the first read takes a while of the fast clock.</summary>
    private const int Rises = 16;

    private const int Falls = 36;

    public static double Traffic(int hour, TrafficStream stream) => stream.Caller == Caller && hour is >= Rises and < Falls ? 3 : 1;

    /// <summary>At the terminal alone one person does it all; in a chat Alex asks and Dana, who owns the account, decides.</summary>
    public static IReadOnlyList<ScriptLine> Script { get; } =
    [
        At(0.5, $"/access grant {Account} @alex slack:U0ALEX discord:{DiscordDirectory.Alex} operate"),
        At(0.6, $"/budget set {Account} 2000/month thresholds:50,80,100"),
        At(1, $"/budget request {Account} +500 until:3d reason:\"launch of the new assistant\" evidence:https://example.com/launch-plan", "alex"),
        At(1.5, "/budget approve EX-1 note:\"as planned\"", "dana") with { When = IsAskedAsync },
        At(2, $"/launch start {Account} ramp:x4 until:34h name:\"new assistant\"", "dana") with { When = static (services, token) => IsAsync(services, ExceptionState.Approved, token) },
        At(26, "/launch list", "dana"),
        At(50, "/budget exceptions", "dana"),
    ];

    /// <summary>Whoever decides has read the question: it stands in the channel.</summary>
    private static Task<bool> IsAskedAsync(IServiceProvider services, CancellationToken cancellationToken) => services.GetRequiredService<DeliveryStore>().ChangeAsync(
        static async (outbox, token) => (await outbox.RootsAsync("EX-1", token)).Any(static place => place.Begun), cancellationToken);

    private static async Task<bool> IsAsync(IServiceProvider services, ExceptionState state, CancellationToken cancellationToken) =>
        (await services.GetRequiredService<ExceptionBook>().FindAsync(1, cancellationToken))?.State == state;

    private static ScriptLine At(double hours, string line, string? who = null) => new(TimeSpan.FromHours(hours), line, who);
}
