using System.Globalization;

namespace Spendwall.Bot.Sandbox.OpenRouter;

internal sealed record Page<T>(T Data);

internal sealed record CountedPage<T>(T Data, int TotalCount);

internal static class QueryNumber
{
    /// <exception cref="Serving.ContractError">400: not a number, or out of bounds.</exception>
    public static int Of(HttpContext context, string name, int usual, int least, int most)
    {
        string text = context.Request.Query[name].ToString();
        if (text.Length == 0)
        {
            return usual;
        }

        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw OpenRouterErrors.Refused($"{name} must be a number from {least} to {most}");
    }
}
