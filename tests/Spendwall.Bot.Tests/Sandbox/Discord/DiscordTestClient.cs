using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Spendwall.Bot.Sandbox.Discord;

namespace Spendwall.Bot.Tests.Sandbox.Discord;

/// <summary>Talks to the stand-in over real HTTP and real sockets, with nothing of the bot's own client.</summary>
internal sealed class DiscordTestClient(DiscordStandIn discord) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient http = new() { Timeout = Patience };

    public string? UserAgent { get; set; } = "DiscordBot (https://example.com, 1.0)";

    public string? Token { get; set; } = discord.Identity.Token;

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, discord.ApiUrl + path) { Content = content };
        if (UserAgent is not null)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        }

        if (Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bot", Token);
        }

        return http.SendAsync(request);
    }

    /// <summary>The body of a call that must be done; undefined for 204.</summary>
    public async Task<JsonElement> CallAsync(string method, string path, object? body = null)
    {
        using var response = await SendAsync(new(method), path, body is null ? null : JsonContent.Create(body));
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");

        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public Task<JsonElement> PostAsync(string channel, object body) => CallAsync("POST", $"channels/{channel}/messages", body);

    /// <summary>Status and code of a call that must be refused.</summary>
    public async Task<(int Status, int Code)> RefusedAsync(string method, string path, object? body = null)
    {
        using var response = await SendAsync(new(method), path, body is null ? null : JsonContent.Create(body));
        string text = await response.Content.ReadAsStringAsync();
        Assert.False(response.IsSuccessStatusCode, text);

        return ((int)response.StatusCode, JsonDocument.Parse(text).RootElement.GetProperty("code").GetInt32());
    }

    /// <summary>The codes of a form that is not right, each with its place.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(string method, string path, object body)
    {
        using var response = await SendAsync(new(method), path, JsonContent.Create(body));
        var root = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(50035, root.GetProperty("code").GetInt32());

        return [.. Faults(root.GetProperty("errors"), "")];
    }

    public async Task<JsonElement> ControlAsync(string path, object? body = null)
    {
        string url = $"{discord.Address}/__control/{path}";
        using var response = body is null ? await http.GetAsync(url) : await http.PostAsJsonAsync(url, body);

        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>Opens a socket and takes its Hello.</summary>
    public async Task<GatewayTestSocket> ConnectAsync(bool toResume = false, string query = "?v=10&encoding=json")
    {
        var socket = new GatewayTestSocket();
        await socket.OpenAsync((toResume ? discord.Gateway.ResumeUrl : discord.Gateway.Url) + "/" + query);

        return socket;
    }

    /// <summary>A session that is ready and has seen the guild.</summary>
    public async Task<GatewayTestSocket> LoginAsync(int intents = 1)
    {
        var socket = await ConnectAsync();
        await socket.NextAsync(10);
        await socket.IdentifyAsync(discord.Identity.Token, intents);
        socket.Session = (await socket.EventAsync("READY")).GetProperty("session_id").GetString()!;
        await socket.EventAsync("GUILD_CREATE");

        return socket;
    }

    public void Dispose() => http.Dispose();

    private static IEnumerable<string> Faults(JsonElement at, string path)
    {
        foreach (var property in at.EnumerateObject())
        {
            if (property.Name == "_errors")
            {
                foreach (var error in property.Value.EnumerateArray())
                {
                    yield return $"{path}: {error.GetProperty("code").GetString()}";
                }
            }
            else
            {
                foreach (string fault in Faults(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}"))
                {
                    yield return fault;
                }
            }
        }
    }
}

/// <summary>The bot's end of a gateway connection.</summary>
internal sealed class GatewayTestSocket : IDisposable
{
    private readonly ClientWebSocket socket = new();

    public string Session { get; set; } = "";

    /// <summary>Of the newest dispatch.</summary>
    public int Sequence { get; private set; }

    /// <summary>Frames of the last message.</summary>
    public int Frames { get; private set; }

    public async Task OpenAsync(string url)
    {
        using var limit = new CancellationTokenSource(DiscordTestClient.Patience);
        await socket.ConnectAsync(new Uri(url), limit.Token);
    }

    /// <summary>The next frame; null when the socket was closed or cut.</summary>
    public async Task<JsonElement?> NextAsync()
    {
        using var limit = new CancellationTokenSource(DiscordTestClient.Patience);
        using var message = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        Frames = 0;
        while (true)
        {
            WebSocketReceiveResult part;
            try
            {
                part = await socket.ReceiveAsync(buffer, limit.Token);
            }
            catch (WebSocketException)
            {
                return null;
            }

            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            Frames++;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                var frame = JsonDocument.Parse(message.ToArray()).RootElement;
                Sequence = frame.GetProperty("s").ValueKind == JsonValueKind.Number ? frame.GetProperty("s").GetInt32() : Sequence;

                return frame;
            }
        }
    }

    public async Task<JsonElement> NextAsync(int op)
    {
        var frame = await NextAsync() ?? throw new InvalidOperationException($"the socket was closed with {(int?)socket.CloseStatus}");
        Assert.True(op == frame.GetProperty("op").GetInt32(), frame.ToString());

        return frame.GetProperty("d");
    }

    public async Task<JsonElement> EventAsync(string type)
    {
        var frame = await NextAsync() ?? throw new InvalidOperationException($"the socket was closed with {(int?)socket.CloseStatus}");
        Assert.True(frame.TryGetProperty("t", out var name) && name.GetString() == type, frame.ToString());

        return frame.GetProperty("d");
    }

    /// <summary>Reads to the end of the connection.</summary>
    /// <returns>The close code; null without one.</returns>
    public async Task<int?> ClosedAsync()
    {
        while (await NextAsync() is not null)
        {
        }

        return (int?)socket.CloseStatus;
    }

    public Task IdentifyAsync(string token, int intents = 1, object? shard = null) =>
        SayAsync(2, new { token, intents, properties = new { os = "linux", browser = "test", device = "test" }, shard });

    public Task ResumeAsync(string token, string session, int seq) => SayAsync(6, new { token, session_id = session, seq });

    public Task SayAsync(int op, object? d) => RawAsync(JsonSerializer.Serialize(new { op, d }));

    public Task RawAsync(string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task CloseAsync(int code) => socket.CloseOutputAsync((WebSocketCloseStatus)code, null, CancellationToken.None);

    public void Dispose() => socket.Dispose();
}
