using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.Rules;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <param name="Id">The number in <c>files[n]</c>, by which the attachment list refers to it.</param>
internal sealed record DiscordUpload(string Id, string Name, string ContentType, byte[] Bytes);

/// <param name="Body">Null: 204.</param>
internal sealed record DiscordAnswer(int Status, JsonNode? Body)
{
    public static readonly DiscordAnswer Nothing = new(204, null);

    public static DiscordAnswer Ok(JsonNode body) => new(200, body);
}

/// <summary>One request with its body read.</summary>
internal sealed class DiscordCall(HttpContext context, JsonNode? body, IReadOnlyList<DiscordUpload> files)
{
    public JsonNode? Body => body;

    public IReadOnlyList<DiscordUpload> Files => files;

    /// <exception cref="DiscordError">The body is no object.</exception>
    public JsonObject Object => body as JsonObject ?? throw new DiscordError(400, 50109, "The request body contains invalid JSON.");

    /// <summary>A part of the path that names a thing.</summary>
    /// <exception cref="DiscordError">It is no snowflake.</exception>
    public string Id(string name)
    {
        string text = Part(name);

        return Snowflakes.IsOne(text) ? text : throw FormFaults.One(name, "NUMBER_TYPE_COERCE", $"Value \"{text}\" is not snowflake.");
    }

    public string Part(string name) => (string)context.Request.RouteValues[name]!;

    public string? Query(string name) => context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    public int Limit(int usual, int most)
    {
        if (Query("limit") is not { } text)
        {
            return usual;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit >= 1 && limit <= most
            ? limit
            : throw FormFaults.One("limit", "NUMBER_TYPE_MAX", $"int value should be between 1 and {most}.");
    }

    /// <exception cref="DiscordError">The body cannot be read.</exception>
    public static async Task<DiscordCall> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength is null or 0 && !request.Headers.TransferEncoding.Contains("chunked"))
        {
            return new(context, null, []);
        }

        try
        {
            if (request.HasFormContentType)
            {
                return await ReadFormAsync(context);
            }

            if (!request.HasJsonContentType())
            {
                throw FormFaults.One("", "CONTENT_TYPE_INVALID", "Expected \"Content-Type\" header to be one of {'application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'}.");
            }

            return new(context, await JsonNode.ParseAsync(request.Body, cancellationToken: context.RequestAborted), []);
        }
        catch (JsonException)
        {
            throw new DiscordError(400, 50109, "The request body contains invalid JSON.");
        }
    }

    private static async Task<DiscordCall> ReadFormAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var body = form["payload_json"].ToString() is { Length: > 0 } text ? JsonNode.Parse(text) : new JsonObject();
        var files = new List<DiscordUpload>();
        foreach (var file in form.Files)
        {
            using var content = new MemoryStream();
            await file.CopyToAsync(content, context.RequestAborted);
            string id = file.Name.StartsWith("files[", StringComparison.Ordinal) ? file.Name[6..].TrimEnd(']') : files.Count.ToString(CultureInfo.InvariantCulture);
            files.Add(new(id, file.FileName, file.ContentType, content.ToArray()));
        }

        return new(context, body, files);
    }
}
