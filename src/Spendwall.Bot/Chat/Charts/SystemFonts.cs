using System.Runtime.InteropServices;

namespace Spendwall.Bot.Chat.Charts;

/// <summary>What fontconfig knows, which librsvg asks for its letters; a fraction of librsvg's memory.</summary>
internal static partial class SystemFonts
{
    private const int SystemSet = 0;

    /// <summary>Without a font every letter is the same box, silently.</summary>
    public static bool Any
    {
        get
        {
            try
            {
                nint set = FcConfigGetFonts(0, SystemSet);

                // Its first member is their number.
                return set != 0 && Marshal.ReadInt32(set) > 0;
            }
            catch (DllNotFoundException)
            {
                return false;
            }
        }
    }

    [LibraryImport("libfontconfig.so.1")]
    private static partial nint FcConfigGetFonts(nint config, int set);
}
