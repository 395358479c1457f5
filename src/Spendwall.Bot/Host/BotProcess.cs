using System.Collections;
using Spendwall.Bot.Chat.Terminal;

namespace Spendwall.Bot.Host;

/// <summary>What the program takes from its process, so that tests and the Sandbox can give it another.</summary>
/// <param name="Clock">Business time: what is now, what is due.</param>
/// <param name="Transport">Real waiting: timeouts and retry delays of connections.</param>
/// <param name="Interactive">A person sits at the terminal.</param>
internal sealed record BotProcess(
    TextReader In, TextWriter Out, TextWriter Error, string CurrentDirectory, IReadOnlyDictionary<string, string> Environment, TimeProvider Clock, TimeProvider Transport, bool Interactive)
{
    public static BotProcess Current() => new(
        Console.In,
        Console.Out,
        Console.Error,
        Directory.GetCurrentDirectory(),
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", StringComparer.Ordinal),
        TimeProvider.System,
        TimeProvider.System,
        !Console.IsInputRedirected && !Console.IsOutputRedirected);

    /// <summary>The terminal on standard output, or on standard error where that belongs to an answer.</summary>
    public TerminalScreen Screen(TextWriter output) => new(output, Interactive ? static () => Console.WindowWidth : static () => 120, Interactive && Environment.GetValueOrDefault("NO_COLOR", "").Length == 0);
}
