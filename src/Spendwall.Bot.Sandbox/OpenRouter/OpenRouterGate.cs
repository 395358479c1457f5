using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>Which key opens what: the model lists need none, <c>/key</c> and <c>/generation</c> take any, <c>/chat/completions</c> an ordinary one, all else a management key.</summary>
internal sealed class OpenRouterGate(OpenRouterAccount account)
{
    public void Admit(HttpContext context)
    {
        if (account.OutageNow() is { } outage)
        {
            throw outage;
        }

        string path = context.Request.Path.Value!["/api/v1".Length..];
        if (path.StartsWith("/models", StringComparison.Ordinal))
        {
            return;
        }

        string key = Bearer.Of(context) ?? throw OpenRouterErrors.Of(401);
        if (key == account.ManagementKey)
        {
            if (path == "/chat/completions")
            {
                throw OpenRouterErrors.Of(403);
            }

            return;
        }

        if (account.Callers.ByOpenRouterKey(key) is null)
        {
            throw new ContractError(401, new UserNotFound(new("User not found.", 401)));
        }

        if (path is not ("/key" or "/generation" or "/chat/completions"))
        {
            throw OpenRouterErrors.Of(403);
        }
    }

    private sealed record UserNotFound(UserNotFoundError Error);

    private sealed record UserNotFoundError(string Message, int Code);
}
