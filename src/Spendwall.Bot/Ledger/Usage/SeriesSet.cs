using System.Runtime.InteropServices;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>All series of one view of one account at one time, by dimensions and by number. Never changed once built.</summary>
internal sealed class SeriesSet
{
    public static readonly SeriesSet Empty = new([]);

    private readonly Dictionary<UsageSeries, int> byDimensions;
    private readonly Dictionary<int, SeriesValues> byId;
    private readonly List<string> texts = [];

    public SeriesSet(IReadOnlyCollection<(int Id, UsageSeries Series)> all)
    {
        byDimensions = new(all.Count);
        byId = new(all.Count);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (id, series) in all)
        {
            byDimensions[series] = id;
            byId[id] = new(Number(series.Project), Number(series.Key), Number(series.Model), Number(series.Route), Number(series.Endpoint));
        }

        int Number(string text)
        {
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, text, out bool known);
            if (!known)
            {
                number = texts.Count;
                texts.Add(text);
            }

            return number;
        }
    }

    public int Count => byDimensions.Count;

    public bool TryFind(UsageSeries series, out int id) => byDimensions.TryGetValue(series, out id);

    /// <summary>The dimensions of a series, as numbers for <see cref="Text"/>.</summary>
    public SeriesValues Values(int id) => byId[id];

    public string Text(int number) => texts[number];
}

/// <summary>A series' dimensions as numbers that stand for their texts within one <see cref="SeriesSet"/>.</summary>
internal readonly record struct SeriesValues(int Project, int Key, int Model, int Route, int Endpoint);
