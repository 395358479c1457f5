using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Slack.Api;

/// <summary>A call as bytes, written once and sent as often as needed.</summary>
internal sealed record SlackRequest(byte[] Body, string ContentType, string? Channel)
{
    public static SlackRequest Of(SlackMethod method, JsonObject arguments)
    {
        string? channel = arguments["channel"] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

        return method.TakesJson
            ? new(JsonSerializer.SerializeToUtf8Bytes((JsonNode)arguments), "application/json; charset=utf-8", channel)
            : new(Encoding.UTF8.GetBytes(Form(arguments)), "application/x-www-form-urlencoded", channel);
    }

    public HttpRequestMessage ToMessage(Uri url)
    {
        var content = new ByteArrayContent(Body);
        content.Headers.TryAddWithoutValidation("Content-Type", ContentType);

        return new(HttpMethod.Post, url) { Content = content };
    }

    /// <summary>Texts as they are, numbers and truth values as JSON writes them, anything larger as JSON in its field.</summary>
    private static string Form(JsonObject arguments) => string.Join('&', arguments
        .Where(static field => field.Value is not null)
        .Select(static field => string.Create(CultureInfo.InvariantCulture, $"{Encode(field.Key)}={Encode(Field(field.Value!))}")));

    private static string Field(JsonNode value) => value is JsonValue leaf && leaf.TryGetValue(out string? text) ? text : value.ToJsonString();

    private static string Encode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
