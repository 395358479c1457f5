using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Slack.Manifest;

namespace Spendwall.Bot.Tests.Chat.Slack;

/// <summary>A workspace in memory: what the adapter and the handler ask of Slack, with faults on demand.</summary>
internal sealed class FakeSlack : ISlackApi
{
    public const string General = "C0GENERAL";

    public const string Team = "T1";

    public const string Bot = "UBOT";

    private readonly Lock gate = new();

    private int next = 200;

    public List<(string Method, JsonObject Arguments)> Calls { get; } = [];

    /// <summary>What of all that was sent is not as Slack publishes it.</summary>
    public List<string> Faults { get; } = [];

    public List<(Uri Url, JsonObject Body)> Responses { get; } = [];

    /// <summary>What was posted and not only tried, newest last: channel, ts, the arguments.</summary>
    public List<(string Channel, string Ts, JsonObject Arguments)> Posted { get; } = [];

    public Dictionary<string, string> Channels { get; } = new() { ["ai-spend"] = General };

    public Dictionary<string, string[]> Groups { get; } = [];

    public IReadOnlyList<string>? Scopes { get; set; } = SlackManifest.Scopes;

    /// <summary>Public channels that the bot is not in.</summary>
    public HashSet<string> Outside { get; } = [];

    /// <summary>Runs before a call takes effect; what it throws is the answer.</summary>
    public Action<string, JsonObject> Before { get; set; } = static (_, _) => { };

    /// <summary>Runs after a post took effect; what it throws is the answer.</summary>
    public Action<JsonObject> AfterPost { get; set; } = static _ => { };

    public Action<JsonObject> OnResponse { get; set; } = static _ => { };

    public IEnumerable<JsonObject> To(string method)
    {
        lock (gate)
        {
            return [.. Calls.Where(call => call.Method == method).Select(static call => call.Arguments)];
        }
    }

    public Task<JsonElement> CallAsync(string method, JsonObject arguments, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            // Who the bot is, is asked once, by whoever comes first.
            if (method != "auth.test")
            {
                Calls.Add((method, (JsonObject)arguments.DeepClone()));
            }

            Faults.AddRange(SlackContract.Call(method, arguments));
            Before(method, arguments);

            return Task.FromResult(JsonSerializer.SerializeToElement(Answer(method, arguments)));
        }
    }

    public Task RespondAsync(Uri responseUrl, JsonObject message, CancellationToken cancellationToken)
    {
        Faults.AddRange(SlackContract.Response(message));
        OnResponse(message);
        Responses.Add((responseUrl, (JsonObject)message.DeepClone()));

        return Task.CompletedTask;
    }

    public List<(Uri Url, byte[] Bytes)> Uploads { get; } = [];

    public Task UploadAsync(Uri uploadUrl, string contentType, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Uploads.Add((uploadUrl, bytes.ToArray()));

        return Task.CompletedTask;
    }

    public static SlackException Error(SlackFailure failure, string error, bool mayHaveHappened = false) => new(failure, error, $"Slack said {error}.") { MayHaveHappened = mayHaveHappened };

    private JsonObject Answer(string method, JsonObject arguments)
    {
        switch (method)
        {
            case "conversations.list":
                return new() { ["ok"] = true, ["channels"] = new JsonArray([.. Channels.Select(static pair => (JsonNode)new JsonObject { ["id"] = pair.Value, ["name"] = pair.Key })]) };

            case "conversations.open":
                return new() { ["ok"] = true, ["channel"] = new JsonObject { ["id"] = $"D0{arguments["users"]}" } };

            case "files.getUploadURLExternal":
                return new() { ["ok"] = true, ["file_id"] = "F0FILE", ["upload_url"] = "https://files.slack.com/upload/v1/abc" };

            case "conversations.join":
                Outside.Remove((string)arguments["channel"]!);

                return new() { ["ok"] = true };

            case "conversations.info":
                return new() { ["ok"] = true, ["channel"] = new JsonObject { ["id"] = (string)arguments["channel"]!, ["is_member"] = !Outside.Contains((string)arguments["channel"]!) } };

            case "chat.postMessage":
                string channel = (string)arguments["channel"]!;
                if (Outside.Contains(channel))
                {
                    throw Error(SlackFailure.Channel, "not_in_channel");
                }

                string ts = $"1795241533.{next++:000000}";
                Posted.Add((channel, ts, (JsonObject)arguments.DeepClone()));
                AfterPost(arguments);

                return new() { ["ok"] = true, ["channel"] = channel, ["ts"] = ts };

            case "conversations.history" or "conversations.replies":
                string? thread = (string?)arguments["ts"];
                var messages = Posted.Where(post => post.Channel == (string)arguments["channel"]! && (string?)post.Arguments["thread_ts"] == thread)
                    .Reverse()
                    .Select(static post => (JsonNode)new JsonObject { ["ts"] = post.Ts, ["metadata"] = post.Arguments["metadata"]?.DeepClone() });

                return new() { ["ok"] = true, ["messages"] = new JsonArray([.. messages]) };

            case "usergroups.list":
                return new()
                {
                    ["ok"] = true,
                    ["usergroups"] = new JsonArray([.. Groups.Select(static pair => (JsonNode)new JsonObject
                    {
                        ["id"] = pair.Key,
                        ["handle"] = pair.Key[2..].ToLowerInvariant(),
                        ["users"] = new JsonArray([.. pair.Value.Select(static user => (JsonNode)user)]),
                    })]),
                };

            case "users.info":
                return new() { ["ok"] = true, ["user"] = new JsonObject { ["name"] = "robin", ["profile"] = new JsonObject { ["display_name"] = "robin" } } };

            case "auth.test":
                return new() { ["ok"] = true, ["team"] = "Acme", ["team_id"] = Team, ["user"] = "spendwall", ["user_id"] = Bot, ["bot_id"] = "BBOT" };

            default:
                return new() { ["ok"] = true };
        }
    }
}
