using Spendwall.Bot.Attribution.Ingest;

namespace Spendwall.Bot.Attribution.Importing;

/// <summary>Rows of CSV (RFC 4180, line breaks inside quotes included), one after the other, each bounded like a line.</summary>
internal sealed class CsvRows(LineReader lines, int longest)
{
    private readonly List<(int Start, int Length)> cells = [];
    private byte[] text = new byte[4096];
    private int length;
    private bool quoted;

    /// <summary>Between cells; found out from the header.</summary>
    public byte Separator { get; set; } = (byte)',';

    /// <summary>The number of the line on which the last row begins.</summary>
    public long Number { get; private set; }

    public int Count => cells.Count;

    /// <summary>Bytes of the last row, without quotes.</summary>
    public int Length => length;

    /// <summary>Null: the last row is good. Else what is wrong with it.</summary>
    public string? Fault { get; private set; }

    /// <summary>A cell of the last row, without its quotes.</summary>
    public ReadOnlySpan<byte> Cell(int column) => text.AsSpan(cells[column].Start, cells[column].Length);

    /// <returns>False at the end of the file.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        cells.Clear();
        length = 0;
        Fault = null;
        quoted = false;
        if (!await lines.ReadAsync(cancellationToken))
        {
            return false;
        }

        Number = lines.Number;
        bool tooLong = lines.TooLong;
        Split(lines.Line.Span);
        while (quoted)
        {
            Append((byte)'\n');
            if (!await lines.ReadAsync(cancellationToken))
            {
                Fault = "has a quote that does not end";

                return true;
            }

            tooLong |= lines.TooLong || length + lines.Line.Length > longest;
            if (tooLong)
            {
                length = cells[^1].Start;
            }

            Split(lines.Line.Span);
        }

        Fault = tooLong ? $"is longer than {longest} bytes" : null;

        return true;
    }

    /// <summary>Goes on with an open cell, or begins the first one.</summary>
    private void Split(ReadOnlySpan<byte> line)
    {
        if (!quoted)
        {
            cells.Add((length, 0));
        }

        bool begins = !quoted;
        for (int i = 0; i < line.Length; i++)
        {
            byte letter = line[i];
            if (quoted)
            {
                if (letter != '"')
                {
                    Append(letter);
                }
                else if (i + 1 < line.Length && line[i + 1] == '"')
                {
                    Append(letter);
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (letter == Separator)
            {
                cells.Add((length, 0));
                begins = true;
                continue;
            }
            else if (letter == '"' && begins)
            {
                quoted = true;
            }
            else
            {
                Append(letter);
            }

            begins = false;
        }
    }

    private void Append(byte letter)
    {
        if (length == text.Length)
        {
            Array.Resize(ref text, text.Length * 2);
        }

        text[length++] = letter;
        cells[^1] = (cells[^1].Start, length - cells[^1].Start);
    }
}
