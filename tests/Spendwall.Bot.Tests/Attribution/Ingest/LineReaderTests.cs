using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Spendwall.Bot.Attribution.Ingest;

namespace Spendwall.Bot.Tests.Attribution.Ingest;

public sealed class LineReaderTests
{
    [Fact]
    public void AnyText_InAnyPieces_IsItsLinesWithTheirPlaces()
    {
        var texts =
            from lines in Gen.ListOf(Gen.Frequency((6, Gen.Choose(0, 30)), (1, Gen.Choose(31, 200_000))))
            from ended in Gen.Elements(true, false)
            from piece in Gen.Choose(1, 70_000)
            select (Lengths: lines.ToList(), Ended: ended, Piece: piece);

        Prop.ForAll(texts.ToArbitrary(), text => HoldsAsync(text.Lengths, text.Ended, text.Piece).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(20));
    }

    private static async Task<bool> HoldsAsync(List<int> lengths, bool ended, int piece)
    {
        const int Longest = 100_000;
        string text = string.Join('\n', lengths.Select(static (length, i) => new string((char)('a' + (i % 26)), length))) + (ended && lengths.Count > 0 ? "\n" : "");
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var reader = new LineReader(new Pieces(bytes, piece), Longest);
        string[] expected = text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
        long at = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(await reader.ReadAsync(default));
            at = Math.Min(at + expected[i].Length + 1, bytes.Length);
            Assert.Equal((i + 1, at), (reader.Number, reader.Position));
            Assert.Equal(expected[i].Length > Longest, reader.TooLong);
            Assert.Equal(reader.TooLong ? "" : expected[i], Encoding.UTF8.GetString(reader.Line.Span));
        }

        Assert.False(await reader.ReadAsync(default));

        return true;
    }

    /// <summary>Gives some bytes at a time.</summary>
    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
