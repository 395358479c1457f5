using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary>Ends a method with <c>ok: false</c>; never leaves the stand-in.</summary>
internal sealed class SlackError(string code) : Exception
{
    public string Code { get; } = code;

    /// <summary>For people: what is wrong and where.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];

    public string? Needed { get; init; }

    public string? Provided { get; init; }

    public JsonObject ToJson()
    {
        var body = new JsonObject { ["ok"] = false, ["error"] = Code };
        if (Needed is not null)
        {
            body["needed"] = Needed;
            body["provided"] = Provided;
        }

        if (Messages.Count > 0)
        {
            body["errors"] = new JsonArray([.. Messages.Select(static message => JsonValue.Create(message.Replace("[ERROR] ", "", StringComparison.Ordinal)))]);
            body["response_metadata"] = new JsonObject { ["messages"] = new JsonArray([.. Messages.Select(static message => JsonValue.Create(message))]) };
        }

        return body;
    }
}
