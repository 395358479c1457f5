using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Discord.Rendering;

namespace Spendwall.Bot.Chat.Discord;

/// <summary>The thread of a root message: made with its first line, known by the root's own id.</summary>
internal sealed partial class DiscordThreads(IDiscordApi api, ILogger<DiscordThreads> logger)
{
    private const int Week = 10_080;

    private const int Most = 500;

    private readonly Lock gate = new();

    private readonly Dictionary<string, string?> titles = new(StringComparer.Ordinal);

    private readonly HashSet<string> made = new(StringComparer.Ordinal);

    /// <summary>What the root says now, which is what its thread will be called.</summary>
    public void Remember(string root, string title)
    {
        lock (gate)
        {
            if (titles.Count >= Most)
            {
                titles.Clear();
            }

            titles[root] = title;
        }
    }

    /// <summary>It is gone: the next line makes it anew, or goes without.</summary>
    public void Forget(string root)
    {
        lock (gate)
        {
            made.Remove(root);
        }
    }

    /// <param name="subject">The incident's id, or nothing.</param>
    /// <returns>The thread's id; null: there is none and none can be made, so a line goes into the channel as an answer.</returns>
    /// <exception cref="DiscordException">Discord could not be asked, or the root message is deleted.</exception>
    public async Task<string?> OfAsync(string channel, string root, string subject, CancellationToken cancellationToken)
    {
        string? title;
        lock (gate)
        {
            if (made.Contains(root))
            {
                return root;
            }

            title = titles.GetValueOrDefault(root);
        }

        try
        {
            var body = new JsonObject { ["name"] = Name(subject, title), ["auto_archive_duration"] = Week };
            await api.CallAsync(HttpMethod.Post, $"channels/{channel}/messages/{root}/threads", body, cancellationToken);
        }
        catch (DiscordException exception) when (exception.Code == DiscordFaults.ThreadExists)
        {
            // Its id is the message's (D23).
        }
        catch (DiscordException exception) when (exception.Code != DiscordFaults.UnknownMessage && exception.Failure is not (DiscordFailure.Transient or DiscordFailure.RateLimited or DiscordFailure.Token))
        {
            LogNone(channel, exception.Code, exception.Message);

            return null;
        }

        lock (gate)
        {
            if (made.Count >= Most)
            {
                made.Clear();
            }

            made.Add(root);
        }

        return root;
    }

    private static string Name(string subject, string? title)
    {
        // The title of a note begins with its id, that of an incident's message does not.
        string full = subject.Length > 0 && title is not null && title.StartsWith(subject, StringComparison.Ordinal) ? title : $"{subject} {title}".Trim();
        string name = ForeignText.Excerpt(full, DiscordLimits.ThreadName);

        return name.Length == 0 ? "Spendwall" : name;
    }

    [LoggerMessage(1, LogLevel.Warning, "No thread can be had in {Channel} ({Code}: {Message}); its lines go into the channel as answers")]
    private partial void LogNone(string channel, int code, string message);
}
