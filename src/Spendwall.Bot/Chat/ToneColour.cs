namespace Spendwall.Bot.Chat;

/// <summary>The colour of a tone, the same on every platform that has one. Pure.</summary>
internal static class ToneColour
{
    /// <returns>0xRRGGBB; null: the tone has none.</returns>
    public static int? Of(Tone tone) => tone switch
    {
        Tone.Good => 0x2eb67d,
        Tone.Notice => 0x36c5f0,
        Tone.Warning => 0xecb22e,
        Tone.Critical => 0xe01e5a,
        Tone.Exhausted => 0x8b0000,
        Tone.Muted => 0x9e9ea6,
        _ => null,
    };
}
