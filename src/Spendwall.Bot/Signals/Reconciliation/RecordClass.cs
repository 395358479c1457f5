namespace Spendwall.Bot.Signals.Reconciliation;

/// <summary>What became of one record; each record has one class.</summary>
public enum RecordClass
{
    /// <summary>Both sides tell the same.</summary>
    Matched,

    /// <summary>Younger than what the provider shows: nothing can be said yet.</summary>
    Pending,

    /// <summary>The provider charged it, and nobody told us of it.</summary>
    MissingHere,

    /// <summary>We were told of it, and the provider does not know it.</summary>
    MissingThere,

    /// <summary>The same tokens at another cost.</summary>
    PriceMismatch,

    /// <summary>Other tokens than were told here.</summary>
    TokenMismatch,

    /// <summary>Told here more than once, and charged once.</summary>
    Duplicate,

    /// <summary>Answered from the provider's response cache at no cost.</summary>
    Cached,

    /// <summary>It failed, and was charged all the same.</summary>
    FailedButCharged,

    /// <summary>It failed, and nothing was charged: as it should be.</summary>
    NotCharged,
}
