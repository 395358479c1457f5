using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Slack.Api;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack;

/// <summary>The addresses that need no token: response URLs and uploads.</summary>
internal sealed class SlackHooks(SlackWorkspace workspace)
{
    private const int Capacity = 10_000;

    private readonly MessageReplies replies = new(workspace);
    private readonly Queue<JsonObject> answers = new();

    /// <summary>What was posted to response URLs, oldest first, refused or not.</summary>
    public IReadOnlyList<JsonObject> Answers
    {
        get
        {
            lock (answers)
            {
                return [.. answers];
            }
        }
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/commands/{team}/{number}/{secret}", RespondAsync);
        routes.MapPost("/actions/{team}/{number}/{secret}", RespondAsync);
        routes.MapPost("/upload/v1/{file}", UploadAsync);
    }

    private async Task RespondAsync(HttpContext context)
    {
        JsonElement body;
        try
        {
            body = await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            await RefuseAsync(context, 400, "invalid_payload");

            return;
        }

        Keep(body);
        var (target, error) = workspace.Responses.Use(context.Request.Path);
        if (target is null)
        {
            await RefuseAsync(context, 404, error!);

            return;
        }

        try
        {
            replies.Apply(target, body.ValueKind == JsonValueKind.Object ? body : throw new SlackError("invalid_payload"));
            // Plain text, not JSON: a client must not parse it blindly.
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("ok", context.RequestAborted);
        }
        catch (SlackError refused)
        {
            await RefuseAsync(context, refused.Code == "no_text" ? 500 : 400, refused.Code);
        }
    }

    private void Keep(JsonElement body)
    {
        lock (answers)
        {
            if (answers.Count == Capacity)
            {
                answers.Dequeue();
            }

            answers.Enqueue(body.ValueKind == JsonValueKind.Object ? JsonObject.Create(body)! : []);
        }
    }

    private async Task UploadAsync(HttpContext context)
    {
        using var content = new MemoryStream();
        if (context.Request.HasFormContentType)
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            await (form.Files.Count > 0 ? form.Files[0].CopyToAsync(content, context.RequestAborted) : Task.CompletedTask);
        }
        else
        {
            await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        }

        var file = workspace.Files.Change((string)context.Request.RouteValues["file"]!, old => old.Length == content.Length ? old with { Content = content.ToArray() } : old);
        context.Response.StatusCode = file?.Content is null ? 400 : 200;
        await context.Response.WriteAsync(file?.Content is { Length: var length } ? $"OK - {length}" : "upload failed", context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, int status, string error) =>
        Answer.WriteAsync(context, status, new JsonObject { ["ok"] = false, ["error"] = error });
}
