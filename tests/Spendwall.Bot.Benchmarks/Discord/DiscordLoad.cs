using System.Globalization;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Discord.Gateway;
using Spendwall.Bot.Sandbox.Discord.People;

namespace Spendwall.Bot.Benchmarks.Discord;

/// <summary>What one run brought; times in milliseconds, each list in order of size.</summary>
/// <param name="Acks">From dispatching the interaction to its first answer.</param>
/// <param name="Answers">From dispatching the interaction to the words that fill the placeholder.</param>
/// <param name="Lost">Commands that were not acknowledged, or not answered.</param>
/// <param name="PerSecond">Dispatches taken in a burst.</param>
internal sealed record DiscordLoadResult(IReadOnlyList<double> Acks, IReadOnlyList<double> Answers, int Lost, double PerSecond)
{
    public static double At(IReadOnlyList<double> sorted, double part) => sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];
}

/// <summary>Slash commands at a steady pace, whatever becomes of the ones before; then a burst of dispatches.</summary>
internal static class DiscordLoad
{
    private const string Channel = "ai-spend";

    private const int Burst = 20_000;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Until the bot has registered what will be typed.</summary>
    public static async Task RegisteredAsync(DiscordStandIn discord, CancellationToken cancellationToken)
    {
        while (!discord.World.Commands.Visible.Any(static command => (string?)command["name"] == "runway"))
        {
            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }
    }

    /// <param name="perSecond">Sent at fixed instants: a slow answer does not slow the next command down.</param>
    public static async Task<DiscordLoadResult> RunAsync(DiscordStandIn discord, string command, int perSecond, TimeSpan lasts, CancellationToken cancellationToken)
    {
        int count = (int)(perSecond * lasts.TotalSeconds);
        var sent = new List<Task<(DateTimeOffset At, InteractionReply Reply)>>(count);
        long began = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond) - TimeProvider.System.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, TimeProvider.System, cancellationToken);
            }

            sent.Add(Task.Run(() => TypeAsync(discord, command, cancellationToken), cancellationToken));
        }

        var all = await Task.WhenAll(sent);
        var answers = await AnswersAsync(discord, [.. all.Where(static one => one.Reply.IsAnswered).Select(static one => one.Reply.Interaction.Token)], cancellationToken);
        var answered = all.Where(one => answers.ContainsKey(one.Reply.Interaction.Token)).Select(one => (answers[one.Reply.Interaction.Token] - one.At).TotalMilliseconds).Order().ToList();

        return new([.. all.Where(static one => one.Reply.IsAnswered).Select(static one => one.Reply.Answer!.After.TotalMilliseconds).Order()], answered, count - answered.Count, 0);
    }

    /// <summary>Channel updates as fast as the socket takes them, and a command behind them: answered, it says that all were read.</summary>
    /// <returns>Dispatches a second.</returns>
    public static async Task<double> BurstAsync(DiscordStandIn discord, string command, CancellationToken cancellationToken)
    {
        var channel = discord.World.Directory.Channel(Channel)!.ToJson();
        long began = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < Burst; i++)
        {
            channel["topic"] = string.Create(CultureInfo.InvariantCulture, $"Spend of the day, {i}");
            discord.Gateway.Dispatch("CHANNEL_UPDATE", channel, Intents.Guilds);
        }

        var (_, reply) = await TypeAsync(discord, command, cancellationToken);

        return reply.IsAnswered ? Burst / TimeProvider.System.GetElapsedTime(began).TotalSeconds : throw new InvalidOperationException("The command behind the burst was not answered.");
    }

    /// <summary>Whether any placeholder was filled with a picture.</summary>
    public static bool HasPicture(DiscordStandIn discord) => discord.Calls.Any(static call => call is { Method: "PATCH", Status: 200, Files.Count: > 0 });

    private static async Task<(DateTimeOffset At, InteractionReply Reply)> TypeAsync(DiscordStandIn discord, string command, CancellationToken cancellationToken)
    {
        var at = TimeProvider.System.GetUtcNow();

        return (at, await discord.People.TypeAsync("dana", Channel, command, cancellationToken));
    }

    /// <summary>When each placeholder was first filled, by token; waits for the stragglers.</summary>
    private static async Task<Dictionary<string, DateTimeOffset>> AnswersAsync(DiscordStandIn discord, List<string> tokens, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var found = discord.Requests.All.Where(static request => request is { Method: "PATCH", Status: 200 } && request.Path.Contains("/webhooks/", StringComparison.Ordinal))
                .GroupBy(static request => request.Path.Split('/')[5], StringComparer.Ordinal)
                .ToDictionary(static group => group.Key, static group => group.First().At, StringComparer.Ordinal);
            if (tokens.TrueForAll(found.ContainsKey) || TimeProvider.System.GetElapsedTime(began) > AnswerWithin)
            {
                return found;
            }

            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }
    }
}
