namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>What kind of rise it is that nobody acts on: it tells whoever is called what they will have to decide.</summary>
public enum RiseClass
{
    /// <summary>What it is made of cannot be told, or is prices and models, which are neither use nor waste.</summary>
    Unknown,

    /// <summary>More requests: adoption.</summary>
    Growth,

    /// <summary>More tokens for the same requests, or a cache that serves less.</summary>
    Waste,

    /// <summary>Requests that were billed again.</summary>
    Retry,

    /// <summary>Nobody answers for it.</summary>
    Unowned,
}
