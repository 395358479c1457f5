using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>What <c>by:</c> keeps apart.</summary>
public enum SpendAxis
{
    Account,
    Provider,
    Model,
    Route,
    Project,
    Key,
    Endpoint,
    Owner,
    Workflow,
    Team,
    Customer,
    Product,
    Day,
    Week,
}

internal static class SpendAxes
{
    public static readonly IReadOnlyList<string> Names = Enum.GetNames<SpendAxis>().Select(static name => name.ToLowerInvariant()).ToList();

    extension(SpendAxis axis)
    {
        public string Name => Names[(int)axis];

        /// <summary>The dimension of the buckets that it is, if it is one.</summary>
        public SpendDimension Dimension => axis switch
        {
            SpendAxis.Model => SpendDimension.Model,
            SpendAxis.Route => SpendDimension.Route,
            SpendAxis.Project => SpendDimension.Project,
            SpendAxis.Key => SpendDimension.Key,
            SpendAxis.Endpoint => SpendDimension.Endpoint,
            _ => SpendDimension.None,
        };

        public bool IsTime => axis is SpendAxis.Day or SpendAxis.Week;

        /// <summary>It comes from owners or mappings, not from the provider.</summary>
        public bool IsAttributed => axis is SpendAxis.Owner or SpendAxis.Workflow or SpendAxis.Team or SpendAxis.Customer or SpendAxis.Product;
    }
}
