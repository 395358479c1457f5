using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>The seven figures of a bucket or a sum in the order of the columns; which ones were told is a bit each.</summary>
internal struct Figures
{
    public const int Count = 7;

    private const int CostAt = 5;

    private static readonly FigureSet All = new((1 << Count) - 1);

    private Values values;
    private byte told;

    /// <summary>The columns, in the order of reading and writing.</summary>
    public static readonly IReadOnlyList<string> Columns =
        ["requests", "input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens", "cost", "byok_cost"];

    public static string CostColumn => Columns[CostAt];

    /// <summary>The figures that are told.</summary>
    public readonly FigureSet ToldOnes => new(told);

    public readonly long? Cost => (told & (1 << CostAt)) == 0 ? null : values[CostAt];

    public static Figures Of(UsageBucket bucket)
    {
        var figures = default(Figures);
        figures.Tell(0, bucket.Requests);
        figures.Tell(1, bucket.InputTokens);
        figures.Tell(2, bucket.CachedTokens);
        figures.Tell(3, bucket.OutputTokens);
        figures.Tell(4, bucket.ReasoningTokens);
        figures.Tell(CostAt, bucket.Cost?.Nanos);
        figures.Tell(6, bucket.ByokCost?.Nanos);

        return figures;
    }

    /// <summary>Reads the columns from the first one's place.</summary>
    public static Figures Read(DbDataReader reader, int first)
    {
        var figures = default(Figures);
        for (int i = 0; i < Count; i++)
        {
            if (!reader.IsDBNull(first + i))
            {
                figures.Tell(i, reader.GetInt64(first + i));
            }
        }

        return figures;
    }

    /// <summary>Reads the columns after a first one that says which of them are told (<see cref="SqlText.Told"/>): half the calls.</summary>
    public static Figures ReadTold(DbDataReader reader, int first)
    {
        var figures = new Figures { told = (byte)reader.GetInt32(first) };
        for (int i = 0; i < Count; i++)
        {
            if ((figures.told & (1 << i)) != 0)
            {
                figures.values[i] = reader.GetInt64(first + 1 + i);
            }
        }

        return figures;
    }

    /// <summary>What is told on either side is told in the sum.</summary>
    /// <exception cref="OverflowException">A sum is beyond 64 bits.</exception>
    public void Add(in Figures other)
    {
        for (int i = 0; i < Count; i++)
        {
            values[i] = checked(values[i] + other.values[i]);
        }

        told |= other.told;
    }

    /// <summary>The figures that are told by one side only, or with another value.</summary>
    public readonly FigureSet Differing(in Figures other)
    {
        int bits = told ^ other.told;
        for (int i = 0; i < Count; i++)
        {
            bits |= values[i] == other.values[i] ? 0 : 1 << i;
        }

        return new((byte)bits);
    }

    /// <summary>Taken back by the provider: what was told is nothing now, what was never told stays unknown.</summary>
    public readonly Figures TakenBack() => new() { told = told };

    public readonly void WriteTo(Utf8JsonWriter json) => WriteTo(json, All);

    /// <summary>Writes some of the figures; one that is not told is null.</summary>
    public readonly void WriteTo(Utf8JsonWriter json, FigureSet some)
    {
        for (int i = 0; i < Count; i++)
        {
            if (!some.Has(i))
            {
                continue;
            }

            if ((told & (1 << i)) == 0)
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteNumberValue(values[i]);
            }
        }
    }

    public readonly UsageFigures ToUsage() => new()
    {
        Requests = Told(0),
        InputTokens = Told(1),
        CachedTokens = Told(2),
        OutputTokens = Told(3),
        ReasoningTokens = Told(4),
        Cost = Told(CostAt) is { } cost ? new Usd(cost) : null,
        ByokCost = Told(6) is { } byok ? new Usd(byok) : null,
    };

    private readonly long? Told(int i) => (told & (1 << i)) == 0 ? null : values[i];

    private void Tell(int i, long? value)
    {
        if (value is { } known)
        {
            values[i] = known;
            told |= (byte)(1 << i);
        }
    }

    [InlineArray(Count)]
    private struct Values
    {
        private long first;
    }
}
