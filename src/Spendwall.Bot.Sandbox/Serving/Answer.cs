using System.Globalization;
using System.Text.Json;

namespace Spendwall.Bot.Sandbox.Serving;

/// <summary>Writes JSON as the providers do: snake_case, nulls said, decimals exact.</summary>
internal static class Answer
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = false,
    };

    public static Task WriteAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;

        return context.Response.WriteAsJsonAsync(body, body.GetType(), Json, "application/json", context.RequestAborted);
    }

    public static string Iso(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
