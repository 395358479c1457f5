using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Chat;

/// <summary>
/// One neutral message that each platform renders. Text is plain: a renderer escapes it, so that a model name or a
/// label can ping nobody; only <see cref="Mentions"/> ping.
/// </summary>
public sealed record ChatMessage
{
    /// <summary>The first line, and the notification's text.</summary>
    public required string Title { get; init; }

    public Tone Tone { get; init; } = Tone.Neutral;

    /// <summary>Who is pinged, once, in the text; empty on edits. Without an id on the platform a name is text.</summary>
    public IReadOnlyList<Principal> Mentions { get; init; } = [];

    public IReadOnlyList<ChatBlock> Blocks { get; init; } = [];

    /// <summary>As-of and blind spots, small.</summary>
    public IReadOnlyList<string> Footer { get; init; } = [];

    public IReadOnlyList<ChatButton> Buttons { get; init; } = [];

    /// <summary>The provider's console page where the next action is done.</summary>
    public Uri? Link { get; init; }

    /// <summary>Where a platform takes files: sent with the message, to whom the message is for.</summary>
    public ChatFile? File { get; init; }
}

/// <param name="Name">With its ending.</param>
public sealed record ChatFile(string Name, string ContentType, ReadOnlyMemory<byte> Bytes);

/// <summary>A state, which a platform shows as a colour or a mark.</summary>
public enum Tone
{
    Neutral,
    Good,
    Notice,
    Warning,
    Critical,
    Exhausted,
    Muted,
}

/// <summary>A part of a message's body.</summary>
public abstract record ChatBlock
{
    private ChatBlock()
    {
    }

    public sealed record Line(string Text) : ChatBlock;

    /// <summary>Name and value, side by side where there is room.</summary>
    public sealed record Fields(IReadOnlyList<(string Name, string Value)> Items) : ChatBlock;

    /// <param name="Numeric">The columns aligned to the right.</param>
    public sealed record Table(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<bool> Numeric) : ChatBlock;

    /// <summary>A short series, oldest first; null: unknown. The caption says what and in which unit.</summary>
    public sealed record Spark(string Caption, IReadOnlyList<double?> Values) : ChatBlock;

    /// <summary>Examples to type, as code.</summary>
    public sealed record Code(string Text) : ChatBlock;
}

/// <param name="Command">The command line that a press runs, as if the presser had typed it.</param>
/// <param name="Version">The incident's version that the message shows; a press on an older one is answered, never applied.</param>
public sealed record ChatButton(string Label, string Command, string? Incident = null, int Version = 0);
