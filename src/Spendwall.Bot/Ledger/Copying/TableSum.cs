using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Spendwall.Bot.Ledger.Copying;

/// <summary>Tells one table's content from another's, whatever order the rows come in: their number, and the sum of a hash of each.</summary>
internal sealed class TableSum
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] number = new byte[9];
    private readonly byte[] result = new byte[32];

    public long Rows { get; private set; }

    public ulong Sum { get; private set; }

    public void Add(ReadOnlySpan<object?> row)
    {
        foreach (object? value in row)
        {
            // The first byte keeps values of different kinds apart, the length texts that run into one another.
            switch (value)
            {
                case null:
                    Append(0, 0);
                    break;
                case long or int or bool:
                    Append(1, value is bool yes ? yes ? 1 : 0 : Convert.ToInt64(value, null));
                    break;
                case double real:
                    Append(2, BitConverter.DoubleToInt64Bits(real));
                    break;
                case string text:
                    byte[] bytes = Encoding.UTF8.GetBytes(text);
                    Append(3, bytes.Length);
                    hash.AppendData(bytes);
                    break;
                default:
                    throw new ArgumentException($"A {value.GetType().Name} cannot be compared.", nameof(row));
            }
        }

        hash.GetHashAndReset(result);
        Sum = unchecked(Sum + BinaryPrimitives.ReadUInt64LittleEndian(result));
        Rows++;
    }

    private void Append(byte kind, long value)
    {
        number[0] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(number.AsSpan(1), value);
        hash.AppendData(number);
    }
}
