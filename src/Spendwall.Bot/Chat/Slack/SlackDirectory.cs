using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Slack;

/// <summary>Names and ids of the workspace's channels, people and user groups, kept for a while.</summary>
internal sealed partial class SlackDirectory(ISlackApi api, [FromKeyedServices("transport")] TimeProvider transport, ILogger<SlackDirectory> logger) : IDisposable
{
    private const int PageSize = 200;

    /// <summary>10,000 channels: beyond that an id in the settings is the way.</summary>
    private const int MostPages = 50;

    /// <summary>A name that is not there is asked for again, but not at once.</summary>
    private static readonly TimeSpan ChannelsLast = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan GroupsLast = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan NamesLast = TimeSpan.FromHours(6);

    /// <summary>A name that could not be had is asked for again after this.</summary>
    private static readonly TimeSpan NoNameLasts = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim gate = new(1);

    // Of its own: permissions may wait for Slack, alerts may not wait for permissions.
    private readonly SemaphoreSlim groupGate = new(1);

    private readonly ConcurrentDictionary<string, (string? Name, DateTimeOffset At)> names = new(StringComparer.Ordinal);

    private Dictionary<string, string> channels = new(StringComparer.OrdinalIgnoreCase);

    private DateTimeOffset? channelsReadAt;

    private Dictionary<string, List<string>> groups = [];

    /// <summary>Group id to its handle.</summary>
    private Dictionary<string, string> handles = [];

    private DateTimeOffset? groupsReadAt;

    /// <summary>The id of <c>#name</c>; an id is its own. Null: the bot sees no such channel.</summary>
    /// <exception cref="SlackException">Slack could not be asked.</exception>
    public async Task<string?> ChannelAsync(string channel, CancellationToken cancellationToken)
    {
        if (!channel.StartsWith('#'))
        {
            return channel;
        }

        string name = channel[1..];
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!channels.ContainsKey(name) && (channelsReadAt is not { } read || transport.GetUtcNow() - read >= ChannelsLast))
            {
                channels = await ReadChannelsAsync(cancellationToken);
                channelsReadAt = transport.GetUtcNow();
            }

            return channels.GetValueOrDefault(name);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The channel was renamed, deleted or made new: its name is asked for again.</summary>
    public async Task ForgetAsync(string channel, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            channels.Remove(channel.TrimStart('#'));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>As <see cref="ForgetAsync"/>, for whatever name leads to the channel; at once, because Slack itself said that it changed.</summary>
    public async Task ForgetIdAsync(string id, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            foreach (string name in channels.Where(pair => pair.Value == id).Select(static pair => pair.Key).ToList())
            {
                channels.Remove(name);
                channelsReadAt = null;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The user groups that somebody is in, as <c>slack:S…</c>. What cannot be read is none: permissions fail closed.</summary>
    public async Task<IReadOnlyList<string>> GroupsAsync(string user, CancellationToken cancellationToken)
    {
        await groupGate.WaitAsync(cancellationToken);
        try
        {
            if (groupsReadAt is not { } read || transport.GetUtcNow() - read >= GroupsLast)
            {
                (groups, handles) = await ReadGroupsAsync(cancellationToken);
                groupsReadAt = transport.GetUtcNow();
            }

            return groups.GetValueOrDefault(user) ?? [];
        }
        catch (SlackException exception)
        {
            LogNoGroups(exception.Error);
            groups = [];
            groupsReadAt = transport.GetUtcNow() - GroupsLast + NoNameLasts;

            return [];
        }
        finally
        {
            groupGate.Release();
        }
    }

    /// <summary>What the workspace calls somebody or a user group, such as <c>@dana</c>; null when it cannot be told.</summary>
    public async Task<string?> NameAsync(string user, CancellationToken cancellationToken)
    {
        if (user.StartsWith('S'))
        {
            await GroupsAsync(user, cancellationToken);

            return handles.GetValueOrDefault(user);
        }

        if (names.TryGetValue(user, out var known) && transport.GetUtcNow() - known.At < (known.Name is null ? NoNameLasts : NamesLast))
        {
            return known.Name;
        }

        try
        {
            var answer = await api.CallAsync("users.info", new() { ["user"] = user }, cancellationToken);
            string? name = answer.TryGetProperty("user", out var profile) ? Name(profile) : null;
            names[user] = (name, transport.GetUtcNow());

            return name;
        }
        catch (SlackException exception)
        {
            LogNoName(exception.Error);
            names[user] = (null, transport.GetUtcNow());

            return null;
        }
    }

    public void Dispose()
    {
        gate.Dispose();
        groupGate.Dispose();
    }

    private static string? Name(JsonElement user)
    {
        string? display = user.TryGetProperty("profile", out var profile) && profile.TryGetProperty("display_name", out var shown) ? shown.GetString() : null;
        string? name = string.IsNullOrWhiteSpace(display) && user.TryGetProperty("name", out var handle) ? handle.GetString() : display;

        return string.IsNullOrWhiteSpace(name) ? null : "@" + ForeignText.Excerpt(name.Trim().TrimStart('@'));
    }

    private async Task<Dictionary<string, string>> ReadChannelsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReadChannelsAsync("public_channel,private_channel", cancellationToken);
        }
        catch (SlackException exception) when (exception.Failure == SlackFailure.Scope)
        {
            return await ReadChannelsAsync("public_channel", cancellationToken);
        }
    }

    private async Task<Dictionary<string, string>> ReadChannelsAsync(string types, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? cursor = null;
        for (int page = 0; page < MostPages; page++)
        {
            var arguments = new JsonObject { ["types"] = types, ["exclude_archived"] = true, ["limit"] = PageSize };
            if (cursor is not null)
            {
                arguments["cursor"] = cursor;
            }

            var answer = await api.CallAsync("conversations.list", arguments, cancellationToken);
            foreach (var channel in ForeignJson.Items(answer, "channels"))
            {
                if (ForeignJson.Text(channel, "name") is { } name && ForeignJson.Text(channel, "id") is { } id)
                {
                    found[name] = id;
                }
            }

            cursor = SlackJson.Cursor(answer);
            if (cursor is null)
            {
                break;
            }
        }

        return found;
    }

    private async Task<(Dictionary<string, List<string>> Members, Dictionary<string, string> Handles)> ReadGroupsAsync(CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync("usergroups.list", new() { ["include_users"] = true }, cancellationToken);
        var found = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in ForeignJson.Items(answer, "usergroups"))
        {
            if (ForeignJson.Text(group, "id") is not { } groupId)
            {
                continue;
            }

            if (ForeignJson.Text(group, "handle") is { } handle)
            {
                named[groupId] = "@" + ForeignText.Excerpt(handle.TrimStart('@'));
            }

            foreach (var user in ForeignJson.Items(group, "users"))
            {
                if (user.GetString() is { } id)
                {
                    (found.TryGetValue(id, out var list) ? list : found[id] = []).Add($"slack:{groupId}");
                }
            }
        }

        return (found, named);
    }

    [LoggerMessage(1, LogLevel.Warning, "Slack's user groups cannot be read ({Error}): owners that are groups, and admins by group, are not recognised for now")]
    private partial void LogNoGroups(string error);

    [LoggerMessage(2, LogLevel.Debug, "A Slack user's name cannot be read: {Error}")]
    private partial void LogNoName(string error);
}
