namespace Spendwall.Bot.Ledger.Usage;

/// <summary>Some of the figures of a bucket: a bit for each, in the order of the columns.</summary>
internal readonly record struct FigureSet(byte Bits)
{
    /// <summary>Their places, rising.</summary>
    public IEnumerable<int> Members
    {
        get
        {
            for (int i = 0; i < Figures.Count; i++)
            {
                if (Has(i))
                {
                    yield return i;
                }
            }
        }
    }

    public bool Has(int figure) => (Bits & (1 << figure)) != 0;
}
