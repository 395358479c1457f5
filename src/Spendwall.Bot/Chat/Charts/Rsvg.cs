using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spendwall.Bot.Chat.Charts;

/// <summary>Turns SVG text into PNG bytes with the system's librsvg and cairo. Thread safe.</summary>
internal static partial class Rsvg
{
    private const string LibRsvg = "librsvg-2.so.2";
    private const string LibCairo = "libcairo.so.2";
    private const string LibGObject = "libgobject-2.0.so.0";
    private const string LibGlib = "libglib-2.0.so.0";

    /// <summary>Cairo's ARGB32.</summary>
    private const int Argb32 = 0;

    /// <summary>It is not kept loaded: with what it needs it is 15 MiB, which a bot that draws nothing does without.</summary>
    public static bool IsAvailable { get; } = IsThere(LibRsvg) && IsThere(LibCairo);

    /// <exception cref="InvalidOperationException">The SVG cannot be read, or not be drawn.</exception>
    public static unsafe byte[] ToPng(ReadOnlySpan<byte> svg, int width, int height)
    {
        nint error = 0;
        nint handle;
        fixed (byte* data = svg)
        {
            handle = rsvg_handle_new_from_data(data, (nuint)svg.Length, ref error);
        }

        Check(handle != 0, error, "read");
        nint surface = 0;
        nint cairo = 0;
        try
        {
            surface = cairo_image_surface_create(Argb32, width, height);
            cairo = cairo_create(surface);
            var viewport = new Rectangle(0, 0, width, height);
            Check(rsvg_handle_render_document(handle, cairo, in viewport, ref error) != 0, error, "draw");

            return Write(surface);
        }
        finally
        {
            if (cairo != 0)
            {
                cairo_destroy(cairo);
            }

            if (surface != 0)
            {
                cairo_surface_destroy(surface);
            }

            g_object_unref(handle);
        }
    }

    private static bool IsThere(string library)
    {
        if (!NativeLibrary.TryLoad(library, out nint handle))
        {
            return false;
        }

        NativeLibrary.Free(handle);

        return true;
    }

    private static unsafe byte[] Write(nint surface)
    {
        using var png = new MemoryStream();
        var state = GCHandle.Alloc(png);
        try
        {
            int status = cairo_surface_write_to_png_stream(surface, &Append, GCHandle.ToIntPtr(state));

            return status == 0 ? png.ToArray() : throw new InvalidOperationException($"cairo could not write the PNG: status {status}");
        }
        finally
        {
            state.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe int Append(nint closure, byte* data, uint length)
    {
        ((MemoryStream)GCHandle.FromIntPtr(closure).Target!).Write(new ReadOnlySpan<byte>(data, (int)length));

        return 0;
    }

    private static unsafe void Check(bool ok, nint error, string what)
    {
        if (ok)
        {
            return;
        }

        string message = error == 0 ? "no reason given" : Marshal.PtrToStringUTF8(((GError*)error)->Message) ?? "";
        if (error != 0)
        {
            g_error_free(error);
        }

        throw new InvalidOperationException($"librsvg could not {what} the chart: {message}");
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Rectangle(double X, double Y, double Width, double Height);

    [StructLayout(LayoutKind.Sequential)]
    private struct GError
    {
        public uint Domain;
        public int Code;
        public nint Message;
    }

    [LibraryImport(LibRsvg)]
    private static unsafe partial nint rsvg_handle_new_from_data(byte* data, nuint length, ref nint error);

    [LibraryImport(LibRsvg)]
    private static partial int rsvg_handle_render_document(nint handle, nint cairo, in Rectangle viewport, ref nint error);

    [LibraryImport(LibCairo)]
    private static partial nint cairo_image_surface_create(int format, int width, int height);

    [LibraryImport(LibCairo)]
    private static partial nint cairo_create(nint surface);

    [LibraryImport(LibCairo)]
    private static unsafe partial int cairo_surface_write_to_png_stream(nint surface, delegate* unmanaged[Cdecl]<nint, byte*, uint, int> write, nint closure);

    [LibraryImport(LibCairo)]
    private static partial void cairo_destroy(nint cairo);

    [LibraryImport(LibCairo)]
    private static partial void cairo_surface_destroy(nint surface);

    [LibraryImport(LibGObject)]
    private static partial void g_object_unref(nint instance);

    [LibraryImport(LibGlib)]
    private static partial void g_error_free(nint error);
}
