namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <summary>Discord's own body of an error status.</summary>
internal static class DiscordErrors
{
    public static object Body(int status) => status switch
    {
        429 => RateLimits.Body(1, isGlobal: false),
        401 => new { message = "401: Unauthorized", code = 0 },
        404 => new { message = "404: Not Found", code = 0 },
        413 => new { message = "Request entity too large", code = 40005 },
        _ => (object)new { message = $"{status}: Internal Server Error", code = 0 },
    };
}
