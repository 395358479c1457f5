using System.Data.Common;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>The dimensions as columns of <c>series</c> (aliased <c>s</c>), for conditions and groups.</summary>
internal static class SeriesColumns
{
    public const string All = "s.project, s.key, s.model, s.route, s.endpoint";

    /// <summary>Every single dimension, in the order of the columns.</summary>
    public static readonly IReadOnlyList<SpendDimension> Dimensions =
        [SpendDimension.Project, SpendDimension.Key, SpendDimension.Model, SpendDimension.Route, SpendDimension.Endpoint];

    /// <summary>The columns of the dimensions asked for; each ends with a comma.</summary>
    public static string Of(SpendDimension by) =>
        string.Concat(Dimensions.Where(dimension => by.HasFlag(dimension)).Select(static dimension => $"s.{Name(dimension)}, "));

    /// <summary>The dimensions that a filter fixes.</summary>
    public static SpendDimension Fixed(SeriesFilter filter) =>
        Dimensions.Where(dimension => Value(filter, dimension) is not null).Aggregate(SpendDimension.None, static (all, one) => all | one);

    public static string? Value(SeriesFilter filter, SpendDimension dimension) => dimension switch
    {
        SpendDimension.Project => filter.Project,
        SpendDimension.Key => filter.Key,
        SpendDimension.Model => filter.Model,
        SpendDimension.Route => filter.Route,
        SpendDimension.Endpoint => filter.Endpoint,
        _ => null,
    };

    /// <summary>Conditions with their parameters; each begins with AND.</summary>
    public static string Where(SeriesFilter filter) =>
        string.Concat(Dimensions.Where(dimension => Value(filter, dimension) is not null).Select(static dimension => $" AND s.{Name(dimension)} = @{Name(dimension)}"));

    public static void Bind(DbCommand command, SeriesFilter filter)
    {
        foreach (var dimension in Dimensions)
        {
            if (Value(filter, dimension) is { } value)
            {
                command.With($"@{Name(dimension)}", value);
            }
        }
    }

    /// <summary>A series that has the dimensions asked for, from columns that hold just those.</summary>
    public static UsageSeries Read(DbDataReader reader, int first, SpendDimension by)
    {
        int at = first;

        return new UsageSeries
        {
            Project = Next(SpendDimension.Project),
            Key = Next(SpendDimension.Key),
            Model = Next(SpendDimension.Model),
            Route = Next(SpendDimension.Route),
            Endpoint = Next(SpendDimension.Endpoint),
        };

        string Next(SpendDimension dimension) => by.HasFlag(dimension) ? reader.GetString(at++) : "";
    }

    private static string Name(SpendDimension dimension) => dimension switch
    {
        SpendDimension.Project => "project",
        SpendDimension.Key => "key",
        SpendDimension.Model => "model",
        SpendDimension.Route => "route",
        _ => "endpoint",
    };
}
