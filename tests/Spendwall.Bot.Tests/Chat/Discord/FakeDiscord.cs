using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Discord;

namespace Spendwall.Bot.Tests.Chat.Discord;

/// <summary>A server in memory: what the adapter and the handler ask of Discord, with faults on demand; whatever goes out is held against the contract.</summary>
internal sealed class FakeDiscord : IDiscordApi
{
    public const string General = "900000000000000001";

    public const string Guild = "800000000000000001";

    private readonly Lock gate = new();

    private readonly Dictionary<string, JsonArray> commands = [];

    private readonly HashSet<string> threads = [];

    private long next = 700000000000000200;

    public List<(string Method, string Path, JsonNode? Body, IReadOnlyList<DiscordFile> Files)> Calls { get; } = [];

    public List<(DiscordReply Reply, JsonObject Body)> Callbacks { get; } = [];

    public List<(string Method, string Path, JsonObject? Body, IReadOnlyList<DiscordFile> Files)> Responses { get; } = [];

    /// <summary>What stands in the channels, newest last.</summary>
    public List<(string Channel, string Id, JsonObject Body)> Posted { get; } = [];

    /// <summary>What was sent against the contract.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Answers to reads by path.</summary>
    public Dictionary<string, JsonNode> Reads { get; } = [];

    /// <summary>How long a nonce is known: less than for ever.</summary>
    public bool ForgetsNonces { get; set; }

    /// <summary>Runs before a call takes effect; what it throws is the answer.</summary>
    public Action<string, string> Before { get; set; } = static (_, _) => { };

    /// <summary>Runs after a post took effect; what it throws is the answer.</summary>
    public Action AfterPost { get; set; } = static () => { };

    public Action<JsonObject> OnCallback { get; set; } = static _ => { };

    /// <summary>How long a callback takes.</summary>
    public Func<CancellationToken, Task> DuringCallback { get; set; } = static _ => Task.CompletedTask;

    public Action<string, string> OnRespond { get; set; } = static (_, _) => { };

    public IEnumerable<(string Path, JsonNode? Body)> To(string method, string part)
    {
        lock (gate)
        {
            return [.. Calls.Where(call => call.Method == method && call.Path.Contains(part, StringComparison.Ordinal)).Select(static call => (call.Path, call.Body))];
        }
    }

    public static DiscordException Error(DiscordFailure failure, int code = 0, bool mayHaveHappened = false) => new(failure, code, $"Discord said {code}.") { MayHaveHappened = mayHaveHappened };

    public Task<JsonElement> CallAsync(HttpMethod method, string path, JsonNode? body, IReadOnlyList<DiscordFile> files, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            Calls.Add((method.Method, path, body?.DeepClone(), files));
            Check(method.Method, path, body, files);
            Before(method.Method, path);

            return Task.FromResult(JsonSerializer.SerializeToElement(Answer(method.Method, path, body)));
        }
    }

    public Task CallbackAsync(DiscordReply reply, JsonObject body, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Check("POST", $"interactions/{reply.Interaction}/{reply.Token}/callback", body, []);
            Callbacks.Add((reply, (JsonObject)body.DeepClone()));
            OnCallback(body);
        }

        return DuringCallback(cancellationToken);
    }

    public Task<JsonElement> RespondAsync(HttpMethod method, DiscordReply reply, string path, JsonObject? body, IReadOnlyList<DiscordFile> files, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            Check(method.Method, $"webhooks/{reply.Application}/{reply.Token}{(path.Length == 0 ? "" : "/" + path)}", body, files);
            OnRespond(method.Method, path);
            Responses.Add((method.Method, path, (JsonObject?)body?.DeepClone(), files));

            return Task.FromResult(JsonSerializer.SerializeToElement(new JsonObject { ["id"] = "1" }));
        }
    }

    private void Check(string method, string path, JsonNode? body, IReadOnlyList<DiscordFile> files)
    {
        Faults.AddRange(DiscordContract.Call(method, path, body));
        if (body is JsonObject message && message["attachments"] is JsonArray named && named.Count != files.Count)
        {
            Faults.Add($"{path}: {named.Count} attachments are named, {files.Count} sent");
        }
    }

    private JsonNode? Answer(string method, string path, JsonNode? body)
    {
        string[] parts = path.Split('?')[0].Split('/');
        switch (method, parts)
        {
            case ("GET", _) when Reads.TryGetValue(path, out var read):
                return read.DeepClone();

            case ("GET", [.., "commands"]):
                return commands.GetValueOrDefault(path, []).DeepClone();

            case ("PUT", [.., "commands"]):
                // As Discord keeps them: with ids, defaults and fields that nobody asked for.
                commands[path] = new JsonArray([.. body!.AsArray().Select(static (command, at) => (JsonNode)Kept(command!.AsObject(), at))]);

                return commands[path].DeepClone();

            case ("POST", ["channels", var channel, "messages"]):
                var message = body!.AsObject();
                if (!ForgetsNonces && message["nonce"] is { } nonce && Posted.Where(post => JsonNode.DeepEquals(post.Body["nonce"], nonce)).Select(static post => post.Id).FirstOrDefault() is { } there)
                {
                    return new JsonObject { ["id"] = there, ["channel_id"] = channel };
                }

                string id = $"{next++}";
                Posted.Add((channel, id, (JsonObject)message.DeepClone()));
                AfterPost();

                return new JsonObject { ["id"] = id, ["channel_id"] = channel };

            case ("POST", ["channels", _, "messages", var root, "threads"]):
                return threads.Add(root) ? new JsonObject { ["id"] = root } : throw Error(DiscordFailure.Message, 160004);

            case ("GET", ["channels", var channel, "messages"]):
                return new JsonArray([.. Posted.Where(post => post.Channel == channel).Reverse().Select(static post => (JsonNode)new JsonObject { ["id"] = post.Id, ["embeds"] = post.Body["embeds"]!.DeepClone() })]);

            case ("PATCH", ["channels", _, "messages", var edited]):
                return new JsonObject { ["id"] = edited };

            default:
                throw Error(DiscordFailure.Channel, 10003);
        }
    }

    private static JsonObject Kept(JsonObject command, int at)
    {
        var kept = (JsonObject)command.DeepClone();
        kept["id"] = $"{600000000000000000 + at}";
        kept["version"] = "1";
        kept["default_member_permissions"] = null;
        kept["nsfw"] = false;
        kept["contexts"] ??= null;

        return kept;
    }
}
