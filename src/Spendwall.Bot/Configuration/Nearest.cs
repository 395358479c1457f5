namespace Spendwall.Bot.Configuration;

/// <summary>"Did you mean": the known words that a mistyped one is closest to.</summary>
public static class Nearest
{
    private const int LongestWord = 64;

    /// <summary>At most <paramref name="most"/> candidates, the closest first; empty when none is close.</summary>
    public static IReadOnlyList<string> To(string word, IEnumerable<string> candidates, int most = 3)
    {
        if (word.Length is 0 or > LongestWord)
        {
            return [];
        }

        string typed = word.ToLowerInvariant();
        int reach = Math.Max(1, typed.Length / 3);

        return candidates.Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(static candidate => candidate.Length <= LongestWord)
            .Select(candidate => (Candidate: candidate, Far: Far(typed, candidate.ToLowerInvariant())))
            .Where(pair => pair.Far <= reach)
            .OrderBy(static pair => pair.Far)
            .ThenBy(static pair => pair.Candidate, StringComparer.Ordinal)
            .Take(most)
            .Select(static pair => pair.Candidate)
            .ToList();
    }

    /// <summary>A beginning or an inner part counts as one step away.</summary>
    private static int Far(string typed, string candidate) =>
        typed.Length >= 3 && candidate.Contains(typed, StringComparison.Ordinal) ? 1 : Edits(typed, candidate);

    /// <summary>Insertions, deletions, replacements and swaps of neighbours.</summary>
    private static int Edits(string a, string b)
    {
        var steps = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }

                int replace = steps[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                steps[i, j] = Math.Min(replace, Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[a.Length, b.Length];
    }
}
