namespace Spendwall.Bot.Attribution.Ingest;

/// <summary>
/// Lines of a stream, one after the other, without holding more than one of them. A line that is longer than allowed is
/// told as such and passed over.
/// </summary>
internal sealed class LineReader(Stream stream, int longest)
{
    private byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;
    private bool ended;

    /// <summary>The last line, without its end; empty when <see cref="TooLong"/>. Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    public bool TooLong { get; private set; }

    /// <summary>Bytes of the stream up to the end of the last line.</summary>
    public long Position { get; private set; }

    /// <summary>From 1.</summary>
    public long Number { get; private set; }

    /// <summary>Resumes the count where an earlier reader stood.</summary>
    public void StartAt(long position, long number) => (Position, Number) = (position, number);

    /// <summary>Forgets what was read ahead: the stream stands elsewhere now.</summary>
    public void Restart() => (start, end, ended) = (0, 0, false);

    /// <returns>False at the end of the stream.</returns>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        int length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');

        return length >= 0 ? new(Take(length, 1)) : FillAsync(cancellationToken);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        bool tooLong = false;
        int searched = end - start;
        while (true)
        {
            if (ended)
            {
                return (end > start || tooLong) && Take(end - start, 0, tooLong);
            }

            if (end - start > longest)
            {
                // Only the count goes on.
                tooLong = true;
                Position += end - start;
                start = end = searched = 0;
            }

            MakeRoom();
            int read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            ended = read == 0;
            end += read;
            int length = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                return Take(searched + length, 1, tooLong);
            }

            searched = end - start;
        }
    }

    private void MakeRoom()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private bool Take(int length, int separator, bool tooLong = false)
    {
        TooLong = tooLong || length > longest;
        var line = buffer.AsMemory(start, length);
        Line = TooLong ? default : line.Span.EndsWith("\r"u8) ? line[..^1] : line;
        start += length + separator;
        Position += length + separator;
        Number++;

        return true;
    }
}
