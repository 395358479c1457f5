namespace Spendwall.Bot.Providers.Http;

/// <summary>Reads a body up to a limit, whatever its length header says.</summary>
internal static class BoundedBody
{
    /// <returns>Null when it is larger.</returns>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > most)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream((int)(content.Headers.ContentLength ?? 0));
        byte[] chunk = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (body.Length + read > most)
            {
                return null;
            }

            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }

    /// <summary>The first part of a body, for an error message.</summary>
    public static async Task<string> ReadStartAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        byte[] start = new byte[most];
        int length = await stream.ReadAtLeastAsync(start, most, throwOnEndOfStream: false, cancellationToken);

        return System.Text.Encoding.UTF8.GetString(start, 0, length);
    }
}
