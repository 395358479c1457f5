using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenAI;

/// <summary>
/// One query over time buckets, all its pages: start, end, width and grouping stay the same, because the cursor is bound
/// to them.
/// </summary>
internal sealed class BucketPages(ProviderTransport transport, RequestPaces paces)
{
    private const int MostPages = 2000;

    /// <param name="Path">Such as <c>organization/costs</c>.</param>
    /// <param name="Width"><c>1m</c>, <c>1h</c> or <c>1d</c>.</param>
    /// <param name="Limit">Buckets a page; the server may give fewer.</param>
    public sealed record Query(string Path, UtcRange Range, string Width, int Limit, IReadOnlyList<string> GroupBy)
    {
        /// <summary>Unix seconds; the API knows nothing finer.</summary>
        public bool IsEmpty => Range.Start.ToUnixTimeSeconds() >= Range.End.ToUnixTimeSeconds();

        public string First => string.Create(CultureInfo.InvariantCulture,
            $"{Path}?start_time={Range.Start.ToUnixTimeSeconds()}&end_time={Range.End.ToUnixTimeSeconds()}&bucket_width={Width}&limit={Limit}")
            + string.Concat(GroupBy.Select(name => $"&group_by%5B%5D={name}"));
    }

    /// <summary>Hands every bucket's results to <paramref name="row"/>, in ascending order of start.</summary>
    /// <param name="row">The bucket's start and one result; it says by a <see cref="FormatException"/> what it cannot read.</param>
    /// <returns>The end of the last bucket that has results; null when none has.</returns>
    /// <exception cref="ProviderException">Not all pages could be read.</exception>
    public async Task<DateTimeOffset?> ReadAsync(Query query, Action<DateTimeOffset, JsonElement> row, CancellationToken cancellationToken)
    {
        if (query.IsEmpty)
        {
            return null;
        }

        var request = new ProviderRequest(query.First) { Paces = paces.Any };
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        var progress = new Progress();
        for (int pages = 0; pages < MostPages; pages++)
        {
            string? next = await transport.ReadAsync(request, root => Page(root, query.Range, progress, row), cancellationToken);
            if (next is null)
            {
                return progress.FilledUntil;
            }

            if (!cursors.Add(next))
            {
                throw transport.Malformed(request, "the same page comes again");
            }

            request = request with { Path = $"{query.First}&page={Uri.EscapeDataString(next)}" };
        }

        throw transport.Malformed(request, $"there are more than {MostPages} pages");
    }

    /// <returns>The next page's cursor; null after the last.</returns>
    private static string? Page(JsonElement root, UtcRange range, Progress progress, Action<DateTimeOffset, JsonElement> row)
    {
        foreach (var bucket in root.List("data"))
        {
            var start = bucket.Instant("start_time") ?? throw new FormatException("a bucket has no 'start_time'");
            if (start <= progress.LastStart)
            {
                throw new FormatException("a bucket comes twice or out of order");
            }

            progress.LastStart = start;
            if (!range.Contains(start))
            {
                continue;
            }

            // Older samples of the reference call the list "result".
            bool filled = false;
            foreach (var result in bucket.Field("results") is null ? bucket.Items("result") : bucket.Items("results"))
            {
                row(start, result);
                filled = true;
            }

            if (filled)
            {
                progress.FilledUntil = bucket.Instant("end_time") ?? start;
            }
        }

        string? next = root.Text("next_page");

        return root.Flag("has_more") switch
        {
            true when next is null => throw new FormatException("'has_more' is true, but there is no 'next_page'"),
            false when next is not null => throw new FormatException("'has_more' is false, but there is a 'next_page'"),
            _ => next,
        };
    }

    private sealed class Progress
    {
        public DateTimeOffset LastStart { get; set; } = DateTimeOffset.MinValue;

        public DateTimeOffset? FilledUntil { get; set; }
    }
}
