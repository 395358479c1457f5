using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.Discord.World;

/// <summary>One guild: people, channels, commands, and all that is said in it.</summary>
internal sealed class DiscordWorld
{
    /// <param name="clock">The guild's own time, which may be simulated.</param>
    /// <param name="real">For what Discord counts in seconds of the wall: interactions, limits, sessions.</param>
    public DiscordWorld(TimeProvider clock, TimeProvider real, DiscordStandInOptions options)
    {
        Clock = clock;
        Real = real;
        Options = options;
        Identity = new(options.Seed);
        Ids = new(clock);
        Transcript = new(clock, options.Transcript, options.TranscriptMark);
        Messages = new(clock, Directory, Transcript);
        Interactions = new(real, options);
    }

    public TimeProvider Clock { get; }

    public TimeProvider Real { get; }

    public DiscordStandInOptions Options { get; }

    public DiscordIdentity Identity { get; }

    public Snowflakes Ids { get; }

    public DiscordDirectory Directory { get; } = new();

    public ChatTranscript Transcript { get; }

    public MessageBoard Messages { get; }

    public InteractionBook Interactions { get; }

    public CommandBook Commands { get; } = new();

    /// <summary>A thread as it is now: quiet ones are archived by the guild's clock.</summary>
    public DiscordChannel Settle(DiscordChannel channel) =>
        channel is { IsThread: true, IsArchived: false } && Clock.GetUtcNow() - channel.ActiveAt >= TimeSpan.FromMinutes(channel.ArchiveAfter)
            ? Directory.Change(channel.Id, old => old with { IsArchived = true, ArchivedAt = Clock.GetUtcNow() })
            : channel;
}
