using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands;

namespace Spendwall.Bot.Host.Ingest;

/// <summary>Answers of the ingest doors: JSON, a refusal in the words of commands.</summary>
internal static class IngestAnswer
{
    public static JsonObject Error(string kind, string message, string fix) =>
        AnswerJson.ToObject(new CommandRun(null, new CommandAnswer.Refused(kind, message, fix)));

    public static Task WriteAsync(HttpContext context, int status, JsonObject answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";

        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    public static Task UnauthorizedAsync(HttpContext context, string setting)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";

        return WriteAsync(context, StatusCodes.Status401Unauthorized, Error("permission", "The bearer secret is missing or wrong.", $"Send the one of {setting} as 'Authorization: Bearer …'."));
    }
}
