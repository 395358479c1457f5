using System.Net;
using System.Text;

namespace Spendwall.Bot.Tests.Providers;

/// <summary>Answers the requests a test expects, keeps what was asked, and throws on any other.</summary>
internal sealed class StubProvider : HttpMessageHandler
{
    private readonly Dictionary<string, Func<SeenRequest, CancellationToken, Task<HttpResponseMessage>>> routes = [];
    private readonly Lock gate = new();
    private readonly List<SeenRequest> seen = [];

    public IReadOnlyList<SeenRequest> Seen { get { lock (gate) return [.. seen]; } }

    /// <param name="route">Verb and path below the base URL, without a query: <c>GET /credits</c>.</param>
    public StubProvider On(string route, Func<SeenRequest, HttpResponseMessage> answer) => OnAsync(route, (request, _) => Task.FromResult(answer(request)));

    public StubProvider On(string route, string json) => On(route, _ => Json(json));

    /// <summary>One answer after the other; a request more is one nobody expected.</summary>
    public StubProvider On(string route, params HttpResponseMessage[] answers)
    {
        var queue = new Queue<HttpResponseMessage>(answers);

        return On(route, request => queue.Count > 0 ? queue.Dequeue() : throw new InvalidOperationException($"one more than expected: {request}"));
    }

    public StubProvider OnAsync(string route, Func<SeenRequest, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        routes[route] = answer;

        return this;
    }

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Error(int status, string body = "", params (string Name, string Value)[] headers)
    {
        var response = Json(body, (HttpStatusCode)status);
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        string path = request.RequestUri!.AbsolutePath["/v1".Length..];
        var asked = new SeenRequest($"{request.Method} {path}", request.RequestUri, body, request.Headers.Authorization?.ToString() ?? "");
        lock (gate)
        {
            seen.Add(asked);
        }

        return routes.TryGetValue(asked.Route, out var answer) ? await answer(asked, cancellationToken) : throw new InvalidOperationException($"nobody expected {asked}");
    }
}

internal sealed record SeenRequest(string Route, Uri Uri, string Body, string Authorization)
{
    /// <summary>Decoded values of one query parameter, in order.</summary>
    public IReadOnlyList<string> Query(string name) =>
    [
        .. Uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Where(pair => System.Uri.UnescapeDataString(pair[0]) == name)
            .Select(pair => System.Uri.UnescapeDataString(pair[1])),
    ];
}
