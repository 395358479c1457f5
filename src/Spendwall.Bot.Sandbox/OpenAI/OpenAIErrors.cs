using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.OpenAI;

/// <summary>OpenAI's error answers.</summary>
internal static class OpenAIErrors
{
    private const string Invalid = "invalid_request_error";

    public static object Body(int status) => status switch
    {
        401 => Envelope.Of("You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.", Invalid, null, null),
        403 => Envelope.Of(
            "You have insufficient permissions for this operation. Missing scopes: api.usage.read. Check that you have the correct role in your organization.", Invalid, null, null),
        404 => Envelope.Of("Invalid URL", Invalid, null, null),
        429 => Envelope.Of("Rate limit reached. Please try again later.", "requests", null, "rate_limit_exceeded"),
        >= 500 => Envelope.Of("The server had an error while processing your request. Sorry about that!", "server_error", null, null),
        _ => Envelope.Of("Invalid request", Invalid, null, null),
    };

    public static ContractError Of(int status) => new(status, Body(status));

    /// <summary>A key that looks like one and is none.</summary>
    public static ContractError WrongKey() =>
        new(401, Envelope.Of("Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.", Invalid, null, "invalid_api_key"));

    public static ContractError Refused(string parameter, string message) => new(400, Envelope.Of(message, Invalid, parameter, Invalid));

    public static ContractError NotFound(string what) => new(404, Envelope.Of($"No such {what}", Invalid, null, null));

    private sealed record Envelope(ErrorBody Error)
    {
        public static Envelope Of(string message, string type, string? parameter, string? code) => new(new ErrorBody(message, type, parameter, code));
    }

    private sealed record ErrorBody(string Message, string Type, string? Param, string? Code);
}
