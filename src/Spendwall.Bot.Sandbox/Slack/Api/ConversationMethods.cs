using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary><c>conversations.*</c>.</summary>
internal sealed class ConversationMethods(SlackWorkspace workspace)
{
    private readonly Destinations destinations = new(workspace);

    public IEnumerable<SlackMethod> All =>
    [
        new("conversations.list", SlackTier.Two, "channels:read", List),
        new("conversations.info", SlackTier.Three, "channels:read", call => new() { ["channel"] = Readable(call, "read").ToJson() }),
        new("conversations.join", SlackTier.Three, "channels:join", Join) { TakesJson = true },
        new("conversations.open", SlackTier.Three, "im:write", Open) { TakesJson = true },
        new("conversations.history", SlackTier.Three, "channels:history", History),
        new("conversations.replies", SlackTier.Three, "channels:history", Replies),
        new("conversations.members", SlackTier.Four, "channels:read", Members),
    ];

    private JsonObject List(SlackCall call)
    {
        string[] types = (call.Text("types") ?? "public_channel").Split(',', StringSplitOptions.TrimEntries);
        if (types.Contains("private_channel"))
        {
            Need("groups:read");
        }

        var seen = workspace.Directory.Channels.Where(channel =>
            channel.DirectWith is not null ? types.Contains("im")
            : channel.IsPrivate ? types.Contains("private_channel") && channel.HasBot
            : types.Contains("public_channel"));
        var (rows, next) = Pages.Of(call, [.. seen.Where(channel => !(channel.IsArchived && call.Flag("exclude_archived")))], 100);

        return new() { ["channels"] = new JsonArray([.. rows.Select(static channel => channel.ToJson())]), ["response_metadata"] = Pages.Metadata(next) };
    }

    private JsonObject Join(SlackCall call)
    {
        var channel = destinations.Visible(call.Required("channel"));
        if (channel.IsPrivate)
        {
            throw new SlackError("method_not_supported_for_channel_type");
        }

        if (channel.IsArchived)
        {
            throw new SlackError("is_archived");
        }

        if (channel.HasBot)
        {
            return new()
            {
                ["channel"] = channel.ToJson(),
                ["warning"] = "already_in_channel",
                ["response_metadata"] = new JsonObject { ["warnings"] = new JsonArray("already_in_channel") },
            };
        }

        channel = workspace.Directory.Join(channel.Id, SlackIdentity.BotUser);
        workspace.Transcript.Did("Spendwall", $"joins #{channel.Name}");

        return new() { ["channel"] = channel.ToJson() };
    }

    private JsonObject Open(SlackCall call)
    {
        var user = workspace.Directory.Users.FirstOrDefault(user => user.Id == call.Required("users") && !user.IsBot) ?? throw new SlackError("user_not_found");

        return new() { ["channel"] = new JsonObject { ["id"] = workspace.Directory.Direct(user).Id } };
    }

    private JsonObject History(SlackCall call)
    {
        var channel = Readable(call, "history");
        var messages = Between(call, workspace.Messages.In(channel.Id).Where(static message => message.ThreadTs is null || message.IsBroadcast)).Reverse();
        var (rows, next) = Pages.Of(call, [.. messages], 100);

        return Answer(call, rows, next);
    }

    private JsonObject Replies(SlackCall call)
    {
        var channel = Readable(call, "history");
        string ts = call.Required("ts");
        var root = workspace.Messages.Find(channel.Id, ts) ?? throw new SlackError("thread_not_found");
        string rootTs = root.ThreadTs ?? ts;
        var messages = Between(call, workspace.Messages.In(channel.Id).Where(message => message.Ts == rootTs || message.ThreadTs == rootTs));
        var (rows, next) = Pages.Of(call, [.. messages], 1000);

        return Answer(call, rows, next);
    }

    private JsonObject Members(SlackCall call)
    {
        var (rows, next) = Pages.Of(call, [.. Readable(call, "read").Members.Order(StringComparer.Ordinal)], 100);

        return new() { ["members"] = new JsonArray([.. rows.Select(static user => JsonValue.Create(user))]), ["response_metadata"] = Pages.Metadata(next) };
    }

    private JsonObject Answer(SlackCall call, IReadOnlyList<SlackMessage> rows, string next)
    {
        bool withMetadata = call.Flag("include_all_metadata");

        return new()
        {
            ["messages"] = new JsonArray([.. rows.Select(row => row.ToJson(withMetadata, workspace.Messages.Replies(row.Channel, row.Ts)))]),
            ["has_more"] = next.Length > 0,
            ["response_metadata"] = Pages.Metadata(next),
        };
    }

    private SlackChannel Readable(SlackCall call, string right)
    {
        var channel = destinations.Visible(call.Required("channel"));
        if (channel is { IsPrivate: true, DirectWith: null })
        {
            Need($"groups:{right}");
        }

        return right == "read" || channel.HasBot ? channel : throw new SlackError("not_in_channel");
    }

    private void Need(string scope)
    {
        if (!workspace.Options.Scopes.Contains(scope))
        {
            throw new SlackError("missing_scope") { Needed = scope, Provided = string.Join(',', workspace.Options.Scopes) };
        }
    }

    private static IEnumerable<SlackMessage> Between(SlackCall call, IEnumerable<SlackMessage> messages)
    {
        string? oldest = call.Text("oldest");
        string? latest = call.Text("latest");
        bool inclusive = call.Flag("inclusive");

        return messages.Where(message =>
            (oldest is null || After(message.Ts, oldest, inclusive)) && (latest is null || After(latest, message.Ts, inclusive)));
    }

    private static bool After(string later, string earlier, bool inclusive)
    {
        int order = Number(later).CompareTo(Number(earlier));

        return order > 0 || (inclusive && order == 0);
    }

    private static decimal Number(string ts) => decimal.TryParse(ts, System.Globalization.CultureInfo.InvariantCulture, out decimal number)
        ? number
        : throw new SlackError("invalid_ts_latest");
}
