using System.Text.Json;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Discord;

/// <summary>The servers that are served: those of the settings, else every one that the bot is in, at most 200.</summary>
internal sealed partial class DiscordGuilds(IDiscordApi api, SpendwallOptions options, [FromKeyedServices("transport")] TimeProvider transport, ILogger<DiscordGuilds> logger)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    /// <summary>What could not be had is asked for again after this.</summary>
    private static readonly TimeSpan NothingLasts = TimeSpan.FromMinutes(1);

    private (IReadOnlyList<string> Ids, DateTimeOffset Until)? known;

    /// <summary>Their ids; none when Discord does not say. https://docs.discord.com/developers/resources/user#get-current-user-guilds</summary>
    public async Task<IReadOnlyList<string>> AllAsync(CancellationToken cancellationToken)
    {
        if (options.Discord.GuildIds.Count > 0)
        {
            return [.. options.Discord.GuildIds.Distinct(StringComparer.Ordinal)];
        }

        if (known is { } before && transport.GetUtcNow() < before.Until)
        {
            return before.Ids;
        }

        IReadOnlyList<string> ids = [];
        var lasts = NothingLasts;
        try
        {
            JsonElement answer = await api.CallAsync(HttpMethod.Get, "users/@me/guilds", null, cancellationToken);
            ids = [.. ForeignJson.Items(answer).Select(static guild => ForeignJson.Text(guild, "id")).OfType<string>()];
            lasts = Lasts;
        }
        catch (DiscordException exception)
        {
            LogUnknown(exception.Code, exception.Message);
        }

        known = (ids, transport.GetUtcNow() + lasts);

        return ids;
    }

    [LoggerMessage(1, LogLevel.Information, "Discord does not say which servers the bot is in ({Code}): {Message}")]
    private partial void LogUnknown(int code, string message);
}
