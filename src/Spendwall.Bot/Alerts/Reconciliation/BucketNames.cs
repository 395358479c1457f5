using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Nowcast;
using Spendwall.Bot.Signals.Reconciliation;

namespace Spendwall.Bot.Alerts.Reconciliation;

/// <summary>Records name keys, projects and models as their caller likes; usage names ids and dated snapshots.</summary>
internal sealed class BucketNames
{
    private readonly Dictionary<(string Kind, string Text), string> ids = [];
    private readonly HashSet<string> models = new(StringComparer.Ordinal);

    /// <param name="names">A name that two ids share names neither.</param>
    public BucketNames(IEnumerable<DimensionName> names)
    {
        foreach (var name in names.GroupBy(static name => (name.Kind, Text: name.Name.ToUpperInvariant())))
        {
            string[] known = [.. name.Select(static one => one.Id).Distinct()];
            if (known.Length == 1)
            {
                ids[name.Key] = known[0];
            }

            foreach (string id in known)
            {
                ids[(name.Key.Kind, id.ToUpperInvariant())] = id;
            }
        }
    }

    /// <summary>Ids that have no name, and the models that are in use.</summary>
    public void Learn(IEnumerable<UsageBucket> usage)
    {
        foreach (var bucket in usage)
        {
            ids[("key", bucket.Series.Key.ToUpperInvariant())] = bucket.Series.Key;
            ids[("project", bucket.Series.Project.ToUpperInvariant())] = bucket.Series.Project;
            models.Add(Model(bucket.Series.Model));
        }
    }

    public BucketSeries Of(RequestLabels labels)
    {
        string model = Model(labels.Model);

        return new(ModelNames.Match(model, models) ?? model, Id("project", labels.Project), Id("key", labels.Caller));
    }

    /// <summary>The family, without a vendor's prefix.</summary>
    public static string Model(string model) => ModelNames.Family(model[(model.LastIndexOf('/') + 1)..].ToLowerInvariant());

    private string Id(string kind, string text) => ids.GetValueOrDefault((kind, text.ToUpperInvariant()), "");
}
