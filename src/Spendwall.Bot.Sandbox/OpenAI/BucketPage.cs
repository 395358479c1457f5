using System.Text;
using Spendwall.Bot.Money;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenAI;

/// <summary>How many buckets of a width an answer may hold.</summary>
internal sealed record BucketWidth(string Name, TimeSpan Width, int Usual, int Most)
{
    public static readonly BucketWidth Minute = new("1m", TimeSpan.FromMinutes(1), 60, 1440);
    public static readonly BucketWidth Hour = new("1h", TimeSpan.FromHours(1), 24, 168);
    public static readonly BucketWidth Day = new("1d", TimeSpan.FromDays(1), 7, 31);
    public static readonly BucketWidth CostDay = new("1d", TimeSpan.FromDays(1), 7, 180);
}

/// <summary>
/// The buckets of one page: ascending, contiguous, quiet ones included. The cursor carries the frozen end and belongs
/// to exactly the query that it came from.
/// </summary>
internal sealed record BucketPage(IReadOnlyList<UtcRange> Buckets, string? NextPage)
{
    private const long LatestSecond = 253_402_300_799;

    /// <summary>A caller's clock may be this much ahead before its end counts as the future.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <param name="clamp">The most buckets that are really sent.</param>
    /// <exception cref="ContractError">400, with the parameter at fault.</exception>
    public static BucketPage Parse(Parameters parameters, IReadOnlyList<BucketWidth> widths, DateTimeOffset now, int clamp = int.MaxValue)
    {
        string name = parameters.Text("bucket_width") ?? "1d";
        var width = widths.FirstOrDefault(known => known.Name == name)
            ?? throw OpenAIErrors.Refused("bucket_width", $"Invalid 'bucket_width': '{name}' is not one of {string.Join(", ", widths.Select(known => known.Name))}.");
        long start = parameters.Number("start_time", 0, LatestSecond)
            ?? throw OpenAIErrors.Refused("start_time", "Missing required parameter: 'start_time'.");
        long end = parameters.Number("end_time", 0, LatestSecond) ?? now.ToUnixTimeSeconds();
        int limit = (int)(parameters.Number("limit", 1, width.Most) ?? width.Usual);
        if (end > (now + Skew).ToUnixTimeSeconds())
        {
            throw OpenAIErrors.Refused("end_time", "Invalid 'end_time': it must not be in the future.");
        }

        string query = StableHash.Hex(parameters.WithoutPage)[..16];
        if (parameters.Text("page") is { } page)
        {
            (start, end) = Resume(page, query);
        }

        if (start >= end)
        {
            throw OpenAIErrors.Refused("start_time", "Invalid 'start_time': it must be before 'end_time'.");
        }

        return Cut(start, end, width, Math.Min(limit, clamp), query);
    }

    private static BucketPage Cut(long start, long end, BucketWidth width, int count, string query)
    {
        long seconds = (long)width.Width.TotalSeconds;
        long first = start - (start % seconds);
        var buckets = new List<UtcRange>();
        long next = first;
        for (; next < end && buckets.Count < count; next += seconds)
        {
            buckets.Add(new(DateTimeOffset.FromUnixTimeSeconds(next), DateTimeOffset.FromUnixTimeSeconds(next + seconds)));
        }

        return new(buckets, next < end ? Cursor(next, end, query) : null);
    }

    private static string Cursor(long next, long end, string query) =>
        $"page_{Convert.ToBase64String(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{next}.{end}.{query}")))}";

    private static (long Next, long End) Resume(string page, string query)
    {
        Span<byte> bytes = stackalloc byte[256];
        if (page.StartsWith("page_", StringComparison.Ordinal) && page.Length < bytes.Length && Convert.TryFromBase64String(page["page_".Length..], bytes, out int length)
            && Encoding.ASCII.GetString(bytes[..length]).Split('.') is [var next, var end, var origin] && origin == query
            && long.TryParse(next, out long from) && long.TryParse(end, out long to) && from >= 0 && to <= LatestSecond)
        {
            return (from, to);
        }

        throw OpenAIErrors.Refused("page", "Invalid 'page': the cursor does not belong to this query.");
    }
}

/// <summary>The envelope of costs and usage.</summary>
internal sealed record BucketAnswer(IEnumerable<BucketBody> Data, string? NextPage)
{
    public string Object { get; init; } = "page";

    public bool HasMore => NextPage is not null;
}

internal sealed record BucketBody(long StartTime, long EndTime, IEnumerable<object> Results)
{
    public BucketBody(UtcRange range, IEnumerable<object> results)
        : this(range.Start.ToUnixTimeSeconds(), range.End.ToUnixTimeSeconds(), results)
    {
    }

    public string Object { get; init; } = "bucket";
}
