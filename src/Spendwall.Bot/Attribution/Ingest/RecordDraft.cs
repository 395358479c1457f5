using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Attribution.Ingest;

/// <summary>One line while it is read: each field is judged as it comes, and a field that is refused leaves nothing behind.</summary>
internal sealed class RecordDraft
{
    private readonly string?[] texts = new string?[Enum.GetValues<RecordField>().Length];
    private readonly long[] counts = new long[Enum.GetValues<RecordField>().Length];
    private readonly DateTimeOffset[] times = new DateTimeOffset[Enum.GetValues<RecordField>().Length];
    private long told;
    private decimal cost;
    private decimal upstream;

    /// <summary>Fields that were told and are good.</summary>
    public IEnumerable<RecordField> Told => Enum.GetValues<RecordField>().Where(Has);

    /// <summary>The envelope or sentence of an error, for its cause only.</summary>
    public string? ErrorText { get; set; }

    public void Clear()
    {
        told = 0;
        ErrorText = null;
        Array.Clear(texts);
    }

    public bool Has(RecordField field) => (told & (1L << (int)field)) != 0;

    public string? Text(RecordField field) => Has(field) ? texts[(int)field] : null;

    public long? Count(RecordField field) => Has(field) ? counts[(int)field] : null;

    /// <summary>Takes one field.</summary>
    /// <param name="text">A string's content, a number's or a truth value's text.</param>
    /// <returns>What is wrong with it, in words that hold nothing of it; null: good.</returns>
    public string? Set(RecordField field, ReadOnlySpan<char> text)
    {
        if (Has(field))
        {
            return "is told twice";
        }

        string? fault = Take(field, text);
        if (fault is null)
        {
            told |= 1L << (int)field;
        }

        return fault;
    }

    /// <summary>The record of a whole line.</summary>
    /// <param name="account">Whose it is.</param>
    public RequestRecord Build(AccountOptions account, RequestSource source, DateTimeOffset now)
    {
        int? status = (int?)Count(RecordField.Status);

        return new()
        {
            Account = account.Name,
            Id = Text(RecordField.Id)!,
            Attempt = (int)(Count(RecordField.Attempt) ?? 1),
            Time = Time(RecordField.Time),
            ParentId = Text(RecordField.ParentId),
            Labels = new()
            {
                Project = Text(RecordField.Project) ?? "",
                Workflow = Text(RecordField.Workflow) ?? "",
                Caller = Text(RecordField.Caller) ?? "",
                Customer = Text(RecordField.Customer) ?? "",
                ModelRequested = Text(RecordField.Model) ?? "",
                ModelServed = Text(RecordField.ModelServed) ?? "",
                Route = Text(RecordField.Route) ?? "",
                Endpoint = Text(RecordField.Endpoint) ?? "",
            },
            Status = status,
            Cause = Cause(account.Provider, status),
            ErrorCode = Text(RecordField.ErrorCode),
            InputTokens = Count(RecordField.InputTokens),
            CachedTokens = Count(RecordField.CachedTokens),
            CacheWriteTokens = Count(RecordField.CacheWriteTokens),
            OutputTokens = Count(RecordField.OutputTokens),
            ReasoningTokens = Count(RecordField.ReasoningTokens),
            Cost = Has(RecordField.Cost) ? Usd.FromDollars(cost) : null,
            CostSource = !Has(RecordField.Cost) ? CostSource.NotTold : (CostSource?)Count(RecordField.CostSource) ?? CostSource.Caller,
            CostAt = Has(RecordField.Cost) ? Time(RecordField.CostAt) : null,
            UpstreamCost = Has(RecordField.UpstreamCost) ? Usd.FromDollars(upstream) : null,
            Accepted = Count(RecordField.Accepted) is { } yes ? yes == 1 : null,
            AcceptedAt = Has(RecordField.Accepted) ? Time(RecordField.AcceptedAt) : null,
            Tries = (int?)Count(RecordField.Tries),
            FromCache = Count(RecordField.FromCache) is { } cached ? cached == 1 : null,
            DurationMs = Count(RecordField.DurationMs),
            Fingerprint = Fingerprint(),
            Source = source,
            SeenAt = now,
        };
    }

    public DateTimeOffset? Time(RecordField field) => Has(field) ? times[(int)field] : null;

    private string? Take(RecordField field, ReadOnlySpan<char> text)
    {
        int at = (int)field;
        switch (field)
        {
            case RecordField.Id or RecordField.ParentId:
                texts[at] = RecordValue.IsId(text) ? text.ToString() : null;

                return texts[at] is null ? "is no id: 1 to 128 printable ASCII characters without a space" : null;
            case RecordField.ErrorCode:
                texts[at] = RecordValue.IsCode(text) ? text.ToString() : null;

                return texts[at] is null ? "is no code: up to 64 letters, digits, '_', '-' or '.'" : null;
            case RecordField.Account or RecordField.Project or RecordField.Workflow or RecordField.Caller or RecordField.Customer
                or RecordField.Model or RecordField.ModelServed or RecordField.Route or RecordField.Endpoint:
                texts[at] = RecordValue.IsLabel(text) ? text.Trim().ToString() : null;

                return texts[at] is null ? $"is no label: up to {RecordValue.LongestLabel} characters on one line" : null;
            case RecordField.Fingerprint:
                counts[at] = Hash(text);

                return null;
            case RecordField.Error:
                ErrorText = text.ToString();

                return null;
            case RecordField.Time or RecordField.CostAt or RecordField.AcceptedAt:
                times[at] = RecordValue.Time(text) ?? default;

                return times[at] == default ? "is no time: ISO 8601, or a number since 1970" : null;
            case RecordField.Cost or RecordField.UpstreamCost:
                decimal? usd = RecordValue.Usd(text);
                (cost, upstream) = field == RecordField.Cost ? (usd ?? 0, upstream) : (cost, usd ?? 0);

                return usd is null ? "is no amount of USD: a number from 0 to 1000000" : null;
            case RecordField.Accepted or RecordField.FromCache:
                counts[at] = RecordValue.YesNo(text) switch { true => 1, false => 0, _ => -1 };

                return counts[at] < 0 ? "is neither true nor false" : null;
            case RecordField.CostSource:
                counts[at] = text switch { "provider" => (long)CostSource.Provider, "caller" => (long)CostSource.Caller, "estimate" => (long)CostSource.Estimate, _ => 0 };

                return counts[at] == 0 ? "is none of provider, caller, estimate" : null;
            case RecordField.Status:
                counts[at] = text is "ok" or "success" ? 200 : RecordValue.Count(text) ?? 0;

                return counts[at] is < 100 or > 599 ? "is no HTTP status" : null;
            case RecordField.Attempt or RecordField.Tries:
                counts[at] = RecordValue.Count(text) ?? 0;

                return counts[at] is < 1 or > RequestRecord.LastAttempt ? $"is no count from 1 to {RequestRecord.LastAttempt}" : null;
            default:
                counts[at] = RecordValue.Count(text) ?? -1;

                return counts[at] < 0 ? "is no whole number from 0" : null;
        }
    }

    /// <summary>The text is read for its cause and dropped.</summary>
    private ErrorCause? Cause(ProviderKind provider, int? status) => ErrorText is { Length: > 0 } text
        ? ProviderErrors.Translate(provider, status, text).Cause
        : status >= 400 || Has(RecordField.ErrorCode)
            ? ProviderErrors.Translate(provider, status, Text(RecordField.ErrorCode) ?? "").Cause
            : null;

    /// <summary>Of the caller's own hash, else of the sizes; null when no size is told.</summary>
    private long? Fingerprint()
    {
        if (Has(RecordField.Fingerprint))
        {
            return counts[(int)RecordField.Fingerprint];
        }

        return Has(RecordField.InputTokens) || Has(RecordField.InputChars)
            ? Hash($"{Text(RecordField.Workflow)}\n{Text(RecordField.Caller)}\n{Text(RecordField.Model)}\n{Count(RecordField.InputTokens)}\n{Count(RecordField.InputChars)}\n{Count(RecordField.Messages)}\n{Count(RecordField.MaxTokens)}")
            : null;
    }

    private static long Hash(ReadOnlySpan<char> text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Span<byte> bytes = length <= 1024 ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(text, bytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);

        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
