namespace Spendwall.Bot.Sandbox.Serving;

internal static class Bearer
{
    private const string Scheme = "Bearer ";

    /// <summary>The key of a request; null when there is none.</summary>
    public static string? Of(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();

        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header.Length > Scheme.Length ? header[Scheme.Length..].Trim() : null;
    }
}
