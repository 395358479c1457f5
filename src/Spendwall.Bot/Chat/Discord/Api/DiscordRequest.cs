using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Discord.Api;

/// <summary>A request, written once and sent as often as needed.</summary>
/// <param name="Path">Below the API's root; may hold a token.</param>
/// <param name="Authorization">Null for interactions: their token is in the path.</param>
/// <param name="Json">Null: no body.</param>
internal sealed record DiscordRequest(HttpMethod Method, string Path, string? Authorization, byte[]? Json, IReadOnlyList<DiscordFile> Files)
{
    /// <summary>
    /// Whether a second one changes nothing: Discord gives the first message again for a <c>nonce</c> that it enforces.
    /// https://docs.discord.com/developers/resources/message#create-message
    /// </summary>
    public required bool IsRepeatable { get; init; }

    public static DiscordRequest Of(HttpMethod method, string path, string? authorization, JsonNode? body, IReadOnlyList<DiscordFile> files) =>
        new(method, path, authorization, body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body), files)
        {
            IsRepeatable = method != HttpMethod.Post || (body is JsonObject json && json["nonce"] is not null && json["enforce_nonce"] is JsonValue enforce && enforce.TryGetValue(out bool enforced) && enforced),
        };

    public HttpRequestMessage ToMessage(Uri apiUrl)
    {
        var message = new HttpRequestMessage(Method, new Uri(apiUrl, Path)) { Content = Content() };
        if (Authorization is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", Authorization);
        }

        return message;
    }

    public override string ToString() => Method.ToString();

    private HttpContent? Content()
    {
        if (Files.Count == 0)
        {
            // Without a length of 0 the edge answers 411 to a request that should have a body.
            return Json is not null ? Part(Json, "application/json") : Method == HttpMethod.Get || Method == HttpMethod.Delete ? null : new ByteArrayContent([]);
        }

        var form = new MultipartFormDataContent();
        form.Add(Part(Json ?? "{}"u8.ToArray(), "application/json"), "payload_json");
        for (int i = 0; i < Files.Count; i++)
        {
            var part = new ReadOnlyMemoryContent(Files[i].Bytes);
            part.Headers.ContentType = MediaTypeHeaderValue.Parse(Files[i].ContentType);
            form.Add(part, $"files[{i}]", Files[i].Name);
        }

        return form;
    }

    private static ByteArrayContent Part(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = new(type) } };
}
