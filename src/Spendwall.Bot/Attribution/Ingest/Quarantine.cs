using System.Buffers;
using System.Text.Json;

namespace Spendwall.Bot.Attribution.Ingest;

/// <summary>
/// The file of refused lines, for finding out what a sender does wrong: number, reason, and those of the known fields
/// that could be read. Nothing else of a line is in it, so no prompt is. Two files of a bounded size, the older of which
/// goes; only the bot's user can read them.
/// </summary>
/// <param name="path">Null: nothing is put aside.</param>
public sealed partial class Quarantine(string? path, TimeProvider clock, ILogger<Quarantine> logger)
{
    /// <summary>Bytes of each of the two files.</summary>
    public const long Largest = 4 * 1024 * 1024;

    private readonly Lock gate = new();

    public string? Path => path;

    /// <param name="door">Through which door the lines come.</param>
    internal QuarantineDoor Open(string door) => new(this, door);

    internal DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Never throws: a delivery does not fail because its refused lines cannot be put aside.</summary>
    internal void Append(ReadOnlySpan<byte> lines)
    {
        if (path is null || lines.Length == 0)
        {
            return;
        }

        lock (gate)
        {
            try
            {
                if (new FileInfo(path) is { Exists: true } file && file.Length + lines.Length > Largest)
                {
                    File.Move(path, path + ".1", overwrite: true);
                }

                var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
                if (!OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                }

                using var stream = new FileStream(path, options);
                stream.Write(lines);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LogFailed(exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Refused request records could not be put aside: {Kind}")]
    private partial void LogFailed(string kind);
}

/// <summary>Collects refused lines of one delivery, and no more than a part of the file's size.</summary>
internal sealed class QuarantineDoor(Quarantine? quarantine, string door) : IDisposable
{
    private const int Part = 64 * 1024;

    /// <summary>One delivery cannot push out everything that others left.</summary>
    private const long Most = Quarantine.Largest / 4;

    private readonly ArrayBufferWriter<byte> text = new();
    private long written;

    /// <summary>Puts nothing aside.</summary>
    public static QuarantineDoor None => new(null, "");

    public void Put(long number, string reason, int bytes, RecordDraft known)
    {
        if (quarantine is null || written + text.WrittenCount > Most)
        {
            return;
        }

        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("at", quarantine.Now.UtcDateTime);
            json.WriteString("door", door);
            json.WriteNumber("line", number);
            json.WriteString("reason", reason);
            json.WriteNumber("bytes", bytes);
            json.WriteStartObject("fields");
            foreach (var field in known.Told)
            {
                if (known.Text(field) is { } value)
                {
                    json.WriteString(RecordFields.Name(field), value);
                }
                else if (known.Time(field) is { } time && time != default)
                {
                    json.WriteString(RecordFields.Name(field), time.UtcDateTime);
                }
                else if (field is not (RecordField.Error or RecordField.Fingerprint or RecordField.Cost or RecordField.UpstreamCost) && known.Count(field) is { } count)
                {
                    json.WriteNumber(RecordFields.Name(field), count);
                }
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        text.Write("\n"u8);
        if (text.WrittenCount > Part)
        {
            Flush();
        }
    }

    public void Dispose() => Flush();

    private void Flush()
    {
        written += text.WrittenCount;
        quarantine?.Append(text.WrittenSpan);
        text.ResetWrittenCount();
    }
}
