using System.Net;
using System.Text.Json;

namespace Spendwall.Bot.Sandbox.Discord;

/// <summary>Types commands as Dana by the control paths, so that it works beside a guild of another process too.</summary>
internal sealed class DiscordTypist(Uri apiUrl) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Waits until the bot has registered the command and is connected, then types once.</summary>
    /// <param name="line">Such as <c>/runway</c>.</param>
    /// <returns>What became of it, such as <c>answered</c> or <c>timed_out</c>.</returns>
    /// <exception cref="HttpRequestException">The guild is gone.</exception>
    public Task<string> TypeAsync(string line, CancellationToken cancellationToken) => TypeAsync("dana", line, cancellationToken);

    /// <summary>The same as somebody else.</summary>
    /// <param name="user">Such as <c>alex</c>.</param>
    public async Task<string> TypeAsync(string user, string line, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var response = await http.PostAsJsonAsync(new Uri(apiUrl, "/__control/command"), new { text = line, user }, cancellationToken);
            // A command that is not registered yet cannot be typed.
            if (response.StatusCode != HttpStatusCode.BadRequest)
            {
                response.EnsureSuccessStatusCode();
                var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                string outcome = body.GetProperty("outcome").GetString()!;
                if (outcome != "not_reached")
                {
                    return outcome;
                }
            }

            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }
    }

    public void Dispose() => http.Dispose();
}
