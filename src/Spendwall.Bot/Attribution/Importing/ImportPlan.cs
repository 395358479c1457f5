using System.Security.Cryptography;
using System.Text;
using Spendwall.Bot.Attribution.Ingest;

namespace Spendwall.Bot.Attribution.Importing;

/// <param name="Map">Column, or name in JSON, to field: those that are called otherwise in the file.</param>
/// <param name="Account">Whose the records are that do not say so.</param>
/// <param name="DryRun">Read and judge, store nothing.</param>
/// <param name="FromStart">Even when an earlier run got further.</param>
public sealed record ImportPlan(string Path, ImportFormat Format, IReadOnlyDictionary<string, string> Map, string? Account, bool DryRun, bool FromStart)
{
    /// <summary>What a field is called in this file; a mapped name means nothing else any more.</summary>
    internal RecordField? Find(string name) => Map.TryGetValue(name, out string? field) ? RecordFields.Find(field)
        : RecordFields.Find(name.Trim().ToLowerInvariant());

    /// <summary>The first of the mapped fields that there is not.</summary>
    public string? UnknownField => Map.Values.FirstOrDefault(static name => RecordFields.Find(name) is null);

    public static IReadOnlyCollection<string> Fields => RecordFields.All;

    /// <summary>Stands for the file and the way it is read: a file that only grew is the same one.</summary>
    internal string Identity(ReadOnlySpan<byte> beginning)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(beginning);
        hash.AppendData(Encoding.UTF8.GetBytes($"\n{Format}\n{Account}\n{string.Join('\n', Map.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}={pair.Value}"))}"));

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

public enum ImportFormat
{
    Jsonl,
    Csv,
}

/// <param name="Done">Bytes of the file.</param>
/// <param name="Total">Bytes of the file.</param>
public readonly record struct ImportProgress(long Done, long Total, long Lines);

/// <param name="Report">What became of the lines that were read this time.</param>
/// <param name="ResumedAt">Lines that an earlier run had read.</param>
public sealed record ImportOutcome(IntakeReport Report, long ResumedAt);
