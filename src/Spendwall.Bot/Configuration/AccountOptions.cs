namespace Spendwall.Bot.Configuration;

/// <summary>One billing account at one provider: an entry of <c>Spendwall:Accounts</c>.</summary>
public sealed record AccountOptions
{
    /// <summary>The user's name for the account, unique, as used in commands and alerts.</summary>
    public string Name { get; init; } = "";

    public ProviderKind Provider { get; init; }

    /// <summary>OpenRouter: a management key (an inference key serves with less). OpenAI: an admin key, Usage → Read.</summary>
    public Secret ApiKey { get; init; } = new("");

    /// <summary>With or without a trailing slash; plain http for loopback only.</summary>
    public string BaseUrl { get; init; } = "";

    /// <summary>Time between polls: 1 minute to 1 day, from 1 second when the base URL is loopback.</summary>
    public TimeSpan PollEvery { get; init; }

    /// <summary>How long this team takes to approve and buy credits.</summary>
    public TimeSpan LeadTime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Runway at which the heads-up comes; null is three lead times.</summary>
    public TimeSpan? WarnAt { get; init; }

    /// <summary>USD: warn at or below it whatever the runway (not the headroom floor).</summary>
    public decimal? Floor { get; init; }

    /// <summary>USD that the provider's counters do not show, such as a promotional grant.</summary>
    public decimal? OpeningBalance { get; init; }

    /// <summary>The provider buys credits by itself: a floor crossing is information, a missed top-up warns.</summary>
    public bool AutoTopUp { get; init; }

    /// <summary>OpenRouter: an ordinary key, for its cap and for the guided spend test.</summary>
    public Secret InferenceKey { get; init; } = new("");

    /// <summary>Requests in flight at once, for the headroom floor.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Days of history to read at the first run.</summary>
    public int BackfillDays { get; init; }

    /// <summary>Failed polls in a row after which losing sight is an alert.</summary>
    public int BlindAfter { get; init; } = 3;

    /// <summary>USD a calendar month (UTC); needs an <see cref="Owner"/>.</summary>
    public decimal? MonthlyBudget { get; init; }

    /// <summary>Who answers for the account, such as <c>@dana</c>.</summary>
    public string? Owner { get; init; }

    /// <summary><c>slack:#name</c>, <c>slack:C…</c>, <c>discord:&lt;id&gt;</c> or <c>terminal</c>.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    public TimeSpan EffectiveWarnAt => WarnAt ?? (3 * LeadTime);
}

public enum ProviderKind
{
    OpenRouter,
    OpenAI,
}
