using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Spendwall.Bot.Chat.Discord;

/// <summary>The server's names of people and roles where only an id such as <c>@123456789012345678</c> is known.</summary>
internal sealed partial class DiscordNames : IPeopleNames
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(6);

    /// <summary>Servers that are asked for one name.</summary>
    private const int MostServers = 5;

    /// <summary>A name that could not be had is asked for again after this.</summary>
    private static readonly TimeSpan NothingLasts = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (string? Name, DateTimeOffset At)> known = new(StringComparer.Ordinal);

    private readonly IDiscordApi api;
    private readonly DiscordGuilds guilds;
    private readonly TimeProvider transport;
    private readonly ILogger<DiscordNames> logger;
    private readonly IdNames names;

    public DiscordNames(IDiscordApi api, DiscordGuilds guilds, [FromKeyedServices("transport")] TimeProvider transport, ILogger<DiscordNames> logger)
    {
        this.api = api;
        this.guilds = guilds;
        this.transport = transport;
        this.logger = logger;
        names = new(Id(), NameAsync, transport);
    }

    /// <summary>The message with names; an id that no name can be found of stays.</summary>
    public Task<ChatMessage> InAsync(ChatMessage message, CancellationToken cancellationToken) => names.InAsync(message, cancellationToken);

    public Task<string> InAsync(string text, CancellationToken cancellationToken) => names.InAsync(text, cancellationToken);

    private async Task<string?> NameAsync(string id, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(id, out var before) && transport.GetUtcNow() - before.At < (before.Name is null ? NothingLasts : Lasts))
        {
            return before.Name;
        }

        string? name = null;
        foreach (string guild in (await guilds.AllAsync(cancellationToken)).Take(MostServers))
        {
            name ??= await PersonAsync(guild, id, cancellationToken) ?? await RoleAsync(guild, id, cancellationToken);
        }

        string? shown = name is null ? null : "@" + ForeignText.Excerpt(name.Trim().TrimStart('@'));
        known[id] = (shown, transport.GetUtcNow());

        return shown;
    }

    private async Task<string?> PersonAsync(string guild, string id, CancellationToken cancellationToken)
    {
        var member = await GetAsync($"guilds/{guild}/members/{id}", cancellationToken);

        return ForeignJson.Text(member, "nick") ?? ForeignJson.Text(member, "user", "global_name") ?? ForeignJson.Text(member, "user", "username");
    }

    private async Task<string?> RoleAsync(string guild, string id, CancellationToken cancellationToken) =>
        ForeignJson.Items(await GetAsync($"guilds/{guild}/roles", cancellationToken)).Where(role => ForeignJson.Text(role, "id") == id).Select(static role => ForeignJson.Text(role, "name")).FirstOrDefault();

    private async Task<JsonElement?> GetAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await api.CallAsync(HttpMethod.Get, path, null, cancellationToken);
        }
        catch (DiscordException exception)
        {
            LogNoName(exception.Code, exception.Message);

            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "A Discord name cannot be read ({Code}): {Message}")]
    private partial void LogNoName(int code, string message);

    /// <summary>A person's id, or a role's.</summary>
    [GeneratedRegex(@"(?<![\w<@])@(?<id>[0-9]{15,20})(?![\w-])")]
    private static partial Regex Id();
}
