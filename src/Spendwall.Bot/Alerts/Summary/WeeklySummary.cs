using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>One completed week, Monday to Monday, per owner.</summary>
public sealed record WeeklySummary
{
    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    /// <summary>When it was put together.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Largest spend first; who owns nothing (<see cref="OwnerWeek.Owner"/> null) last.</summary>
    public IReadOnlyList<OwnerWeek> Owners { get; init; } = [];

    public IReadOnlyList<RunwayWeek> Runways { get; init; } = [];

    public required IncidentWeek Incidents { get; init; }

    /// <summary>How forecasts and alarms did in the quarter up to the week's end; null: not graded.</summary>
    public ForecastScore? Grade { get; init; }

    /// <summary>Accounts that were never read, and the like.</summary>
    public IReadOnlyList<string> BlindSpots { get; init; } = [];

    /// <summary>Null when nothing was ever read.</summary>
    public Usd? Spent { get; init; }

    public Usd? Estimated { get; init; }

    /// <summary>The week before; null where it is not known of every account.</summary>
    public Usd? Before { get; init; }

    /// <summary>Spend of the week that nobody owns.</summary>
    public Usd? Unowned { get; init; }

    /// <summary>What the week was expected to cost as it began; null where that is not known of every owner.</summary>
    public Usd? Expected { get; init; }

    /// <summary>USD a UTC day of the week before and of the week, oldest first; null: unknown.</summary>
    public IReadOnlyList<double?> Days { get; init; } = [];

    /// <summary>What was posted quietly, because an event explained it.</summary>
    public IReadOnlyList<ExplainedWeek> Explained { get; init; } = [];

    /// <summary>What was granted beyond a budget, or ends soon, or waits; a line each.</summary>
    public IReadOnlyList<string> Exceptions { get; init; } = [];

    /// <summary>Launches and renewals that lasted in the week or begin soon, a line each.</summary>
    public IReadOnlyList<string> Windows { get; init; } = [];

    /// <summary>Null: no request records tell of the week.</summary>
    public WasteWeek? Waste { get; init; }

    /// <summary>Accounts of whose money too much is explained by nothing; a line each.</summary>
    public IReadOnlyList<string> Unexplained { get; init; } = [];
}

/// <param name="Total">What requests cost that need not have been, as far as it is told.</param>
public sealed record WasteWeek(Usd Total, long Requests);

/// <param name="Owner">Null: nobody.</param>
/// <param name="Before">Null: unknown, and nothing can be said to have moved.</param>
/// <param name="Movers">What rose or fell most against the week before, in USD.</param>
public sealed record OwnerWeek(string? Owner, Usd Spent, Usd Estimated, Usd? Before, IReadOnlyList<Mover> Movers)
{
    /// <summary>The middle of the forecast for the week, from what was known as it began; null: too little was.</summary>
    public Usd? Expected { get; init; }

    /// <summary>Why it changed against the week before, in USD, the largest first; empty: the use of one of the weeks is not known.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>What the money went to, the largest first.</summary>
    public IReadOnlyList<Mover> Largest { get; init; } = [];

    /// <summary>Of what they own.</summary>
    public IncidentWeek? Incidents { get; init; }
}

/// <param name="Change">Positive: it costs more.</param>
public sealed record Mover(string Label, Usd Change, Usd Spent);

/// <param name="HoursNow">P50; null with a text that says why.</param>
public sealed record RunwayWeek(string Account, Usd Balance, double? HoursNow, double? HoursWeekAgo, string Now, string WeekAgo);

/// <param name="MedianMinutes">From opening to the first acknowledgement; null: nothing was acknowledged.</param>
public sealed record IncidentWeek(int Opened, int Acknowledged, int Resolved, double? MedianMinutes)
{
    /// <summary>Those that somebody said of whether they were useful.</summary>
    public int Judged { get; init; }

    /// <summary>Those that were not.</summary>
    public int NotUseful { get; init; }
}

/// <param name="Text">By which event, and how much of its bound was used.</param>
public sealed record ExplainedWeek(string Incident, string Title, string Text, DateTimeOffset At);
