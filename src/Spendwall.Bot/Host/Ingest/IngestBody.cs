using System.IO.Compression;

namespace Spendwall.Bot.Host.Ingest;

/// <summary>A body that may be compressed, read no further than both of its limits.</summary>
internal static class IngestBody
{
    /// <summary>Bytes on the wire.</summary>
    public const long Largest = 16 * 1024 * 1024;

    /// <summary>Bytes after inflation, for bodies that are read as they come.</summary>
    public const long LargestInflated = 256 * 1024 * 1024;

    /// <summary>Null: compressed in a way that is not known here.</summary>
    /// <param name="inflated">Bytes that may come out.</param>
    public static Stream? Open(HttpRequest request, long inflated)
    {
        var wire = new BoundedStream(request.Body, Largest);

        return request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant() switch
        {
            "" or "identity" => wire,
            "gzip" => new BoundedStream(new GZipStream(wire, CompressionMode.Decompress), inflated),
            _ => null,
        };
    }

    /// <summary>Lets a number of bytes through, and throws at the next.</summary>
    private sealed class BoundedStream(Stream inner, long most) : Stream
    {
        private long used;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await inner.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Count(int read) => (used += read) > most ? throw new BodyTooLargeException(most) : read;
    }
}

/// <param name="most">Bytes that were allowed.</param>
internal sealed class BodyTooLargeException(long most) : IOException($"The body has more than {most} bytes.")
{
    public long Most => most;
}
