namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <summary>One method on one path.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Pattern">Below <c>/api/v10</c>.</param>
/// <param name="Run">Throws <see cref="DiscordError"/> to refuse.</param>
internal sealed record DiscordRoute(string Method, string Pattern, Func<DiscordCall, DiscordAnswer> Run)
{
    /// <summary>Whether the bot's token is needed; interactions carry a token of their own in the path.</summary>
    public bool NeedsBot { get; init; } = true;

    /// <summary>Routes with one name share one bucket per major parameter; null: the route has its own.</summary>
    public string? Bucket { get; init; }

    /// <summary>Requests in <see cref="Per"/>.</summary>
    public int Limit { get; init; } = 10;

    public TimeSpan Per { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Not under the bot's fifty a second.</summary>
    public bool IsOutsideGlobal => !NeedsBot;
}
