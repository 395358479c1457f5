namespace Spendwall.Bot.Sandbox.OpenAI;

/// <summary>How the organisation and its provider behave; all times are simulated.</summary>
internal sealed record OpenAIStandInOptions
{
    /// <summary>Makes the keys and ids.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>A day's costs appear this long after its end, as a first figure that is a little low.</summary>
    public TimeSpan CostsAppearAfter { get; init; } = TimeSpan.FromHours(5);

    /// <summary>A day's costs are final this long after its end, and then exact.</summary>
    public TimeSpan CostsSettleAfter { get; init; } = TimeSpan.FromHours(26);

    /// <summary>The share of the final figure that the first one shows, in percent.</summary>
    public int FirstFigurePercent { get; init; } = 97;

    public TimeSpan UsageLag { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most buckets that one page of costs holds, whatever the limit asks for.</summary>
    public int CostsPageClamp { get; init; } = 31;

    /// <summary>The organisation's hard limit, in cents a month.</summary>
    public long SpendLimitCents { get; init; } = 500_000;

    public bool SpendLimitEnforced { get; init; }

    /// <summary>Where the organisation's spend alert stands, in cents a month.</summary>
    public long SpendAlertCents { get; init; } = 150_000;
}
