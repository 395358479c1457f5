namespace Spendwall.Bot.Ledger.Usage;

/// <param name="Start">Milliseconds since 1970.</param>
internal readonly record struct Bucket(long Start, int Series, Figures Figures);

/// <param name="Figures">The figures that are to be written: those that differ from what is stored.</param>
internal readonly record struct MergedBucket(Bucket Bucket, MergeVerdict Verdict, FigureSet Figures = default)
{
    public bool Changed => Verdict > MergeVerdict.Same;
}

internal enum MergeVerdict
{
    /// <summary>Its start was not in the answer: no word on it.</summary>
    Unsaid,

    Same,

    New,

    /// <summary>It differs, and the cost is not a revision: the bucket was still filling, or only counts changed.</summary>
    Updated,

    /// <summary>The cost of a bucket that was whole has changed, or a cost was taken back.</summary>
    Revised,
}

/// <summary>What an answer of a provider does to the buckets that are stored. Pure.</summary>
internal static class BucketMerge
{
    /// <param name="said">The answer's buckets, sorted by start and series, each once.</param>
    /// <param name="stored">The stored buckets from the answer's first start to its last, sorted alike.</param>
    /// <param name="wholeBefore">Buckets that start before this were whole when they were stored.</param>
    /// <returns>All buckets as they are afterwards, sorted alike.</returns>
    public static List<MergedBucket> Merge(List<Bucket> said, List<Bucket> stored, long wholeBefore)
    {
        var merged = new List<MergedBucket>(said.Count + 8);
        int s = 0;
        foreach (var old in stored)
        {
            while (s < said.Count && Before(said[s], old))
            {
                merged.Add(New(said[s++]));
            }

            if (s < said.Count && said[s].Start == old.Start && said[s].Series == old.Series)
            {
                merged.Add(Compare(old, said[s++], wholeBefore));
            }
            else if ((s < said.Count && said[s].Start == old.Start) || (s > 0 && said[s - 1].Start == old.Start))
            {
                merged.Add(TakeBack(old));
            }
            else
            {
                merged.Add(new(old, MergeVerdict.Unsaid));
            }
        }

        while (s < said.Count)
        {
            merged.Add(New(said[s++]));
        }

        return merged;
    }

    private static bool Before(in Bucket a, in Bucket b) => a.Start < b.Start || (a.Start == b.Start && a.Series < b.Series);

    private static MergedBucket New(in Bucket now) => new(now, MergeVerdict.New, now.Figures.ToldOnes);

    private static MergedBucket Compare(in Bucket old, in Bucket now, long wholeBefore)
    {
        var differing = old.Figures.Differing(now.Figures);
        if (differing == default)
        {
            return new(old, MergeVerdict.Same);
        }

        long? before = old.Figures.Cost;
        long? after = now.Figures.Cost;
        bool revised = before != after && (old.Start < wholeBefore || after < before);

        return new(now, revised ? MergeVerdict.Revised : MergeVerdict.Updated, differing);
    }

    /// <summary>The provider names other buckets of this start and no longer this one.</summary>
    private static MergedBucket TakeBack(in Bucket old)
    {
        var nothing = old.Figures.TakenBack();
        var differing = old.Figures.Differing(nothing);
        if (differing == default)
        {
            return new(old, MergeVerdict.Same);
        }

        bool money = old.Figures.Cost is not (null or 0);

        return new(old with { Figures = nothing }, money ? MergeVerdict.Revised : MergeVerdict.Updated, differing);
    }
}
