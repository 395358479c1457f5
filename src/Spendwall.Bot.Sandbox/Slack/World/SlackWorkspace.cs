using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.Slack.World;

/// <summary>One workspace: people, channels and all that is said and shown in it.</summary>
internal sealed class SlackWorkspace
{
    /// <param name="clock">The workspace's own time, which may be simulated.</param>
    /// <param name="real">For what Slack counts in seconds of the wall: triggers, response URLs, rates.</param>
    public SlackWorkspace(TimeProvider clock, TimeProvider real, SlackStandInOptions options)
    {
        Clock = clock;
        Real = real;
        Options = options;
        Identity = new(options.Seed);
        Transcript = new(clock, options.Transcript, options.TranscriptMark);
        Messages = new(clock, Directory, Transcript);
        Triggers = new(real, options.Seed);
        Responses = new(real, options.Seed);
    }

    public TimeProvider Clock { get; }

    public TimeProvider Real { get; }

    public SlackStandInOptions Options { get; }

    public SlackIdentity Identity { get; }

    public SlackDirectory Directory { get; } = new();

    public ChatTranscript Transcript { get; }

    public MessageBoard Messages { get; }

    public ViewBook Views { get; } = new();

    public TriggerBook Triggers { get; }

    public ResponseBook Responses { get; }

    public FileBook Files { get; } = new();

    public BookmarkBook Bookmarks { get; } = new();
}
