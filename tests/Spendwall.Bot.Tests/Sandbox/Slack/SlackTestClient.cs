using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Spendwall.Bot.Sandbox.Slack;

namespace Spendwall.Bot.Tests.Sandbox.Slack;

/// <summary>Talks to the stand-in over real HTTP and real sockets, with nothing of the bot's own client.</summary>
internal sealed class SlackTestClient(SlackStandIn slack) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient http = new() { Timeout = Patience };

    public Task<HttpResponseMessage> SendAsync(string method, HttpContent? content, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, slack.ApiUrl + method) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return http.SendAsync(request);
    }

    /// <summary>With a JSON body and the bot's token.</summary>
    public async Task<JsonElement> JsonAsync(string method, object arguments) =>
        await ReadAsync(await SendAsync(method, JsonContent.Create(arguments), slack.Identity.BotToken));

    /// <summary>With a form and the bot's token.</summary>
    public async Task<JsonElement> FormAsync(string method, params (string Name, string Value)[] arguments) =>
        await ReadAsync(await SendAsync(method, Form(arguments), slack.Identity.BotToken));

    public async Task<string> ErrorAsync(string method, object arguments) => (await JsonAsync(method, arguments)).GetProperty("error").GetString()!;

    public async Task<HttpResponseMessage> PostAsync(string url, object body) => await http.PostAsJsonAsync(url, body);

    public async Task<JsonElement> ControlAsync(string path, object? body = null)
    {
        string url = $"{slack.Address}/__control/{path}";
        var response = body is null ? await http.GetAsync(url) : await http.PostAsJsonAsync(url, body);

        return await ReadAsync(response);
    }

    public static FormUrlEncodedContent Form(params (string Name, string Value)[] arguments) =>
        new(arguments.Select(argument => KeyValuePair.Create(argument.Name, argument.Value)));

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();

        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Opens a socket and takes its hello.</summary>
    public async Task<SlackTestSocket> ConnectAsync(string query = "")
    {
        var socket = new SlackTestSocket();
        await socket.OpenAsync(await UrlAsync() + query);
        await socket.NextAsync("hello");

        return socket;
    }

    public async Task<string> UrlAsync() =>
        (await ReadAsync(await SendAsync("apps.connections.open", null, slack.Identity.AppToken))).GetProperty("url").GetString()!;

    public void Dispose() => http.Dispose();
}

/// <summary>The app's end of a socket.</summary>
internal sealed class SlackTestSocket : IDisposable
{
    private readonly ClientWebSocket socket = new();

    /// <summary>Whether the last message came in one frame.</summary>
    public int Frames { get; private set; }

    public WebSocketState State => socket.State;

    public async Task OpenAsync(string url)
    {
        using var limit = new CancellationTokenSource(SlackTestClient.Patience);
        await socket.ConnectAsync(new Uri(url), limit.Token);
    }

    /// <summary>The next message; null when the socket was closed.</summary>
    public async Task<JsonElement?> NextAsync()
    {
        using var limit = new CancellationTokenSource(SlackTestClient.Patience);
        using var message = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        Frames = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, limit.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            Frames++;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return JsonDocument.Parse(message.ToArray()).RootElement;
            }
        }
    }

    public async Task<JsonElement> NextAsync(string type)
    {
        var message = await NextAsync() ?? throw new InvalidOperationException("the socket was closed");
        Assert.Equal(type, message.GetProperty("type").GetString());

        return message;
    }

    public Task AckAsync(JsonElement envelope, object? payload = null) =>
        SayAsync(payload is null ? new { envelope_id = Id(envelope) } : new { envelope_id = Id(envelope), payload });

    public Task SayAsync(object message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(message)), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task CloseAsync() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    public void Dispose() => socket.Dispose();

    private static string Id(JsonElement envelope) => envelope.GetProperty("envelope_id").GetString()!;
}
