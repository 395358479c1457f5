using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Spendwall.Bot.Tests.Sandbox;

/// <summary>Asks a stand-in over real HTTP.</summary>
internal sealed class StandInClient(string baseUrl, string? key) : IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(20) };

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");

        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> TryAsync(string path, object? post = null)
    {
        using var response = await SendAsync(post is null ? HttpMethod.Get : HttpMethod.Post, path, post);

        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        // A path with two slashes is on the stand-in itself, not under the base path.
        string url = path.StartsWith("//", StringComparison.Ordinal) ? new Uri(new Uri(baseUrl), path[1..]).ToString() : baseUrl + path;
        var request = new HttpRequestMessage(method, url) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return http.SendAsync(request);
    }

    public async Task<JsonElement> QueryAsync(object query)
    {
        var (status, body) = await TryAsync("/analytics/query", query);
        Assert.True(status == HttpStatusCode.OK, $"{(int)status} {body}");

        return body.GetProperty("data");
    }

    public void Dispose() => http.Dispose();
}
