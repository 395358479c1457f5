namespace Spendwall.Bot.Sandbox.Truth;

/// <summary>Which providers serve a model behind the router, and how an amount splits over them.</summary>
internal static class Routes
{
    private static readonly string[] Open = ["DeepInfra", "Together", "Fireworks", "Novita"];

    private static readonly Dictionary<string, string[]> ByAuthor = new(StringComparer.Ordinal)
    {
        ["anthropic"] = ["Anthropic", "Amazon Bedrock", "Google"],
        ["openai"] = ["OpenAI", "Azure"],
        ["google"] = ["Google AI Studio", "Google"],
        ["mistralai"] = ["Mistral"],
    };

    /// <summary>The first one is the usual one.</summary>
    public static IReadOnlyList<string> Of(string model)
    {
        if (ByAuthor.TryGetValue(model.Split('/')[0], out var providers))
        {
            return providers;
        }

        int first = (int)(StableHash.Fraction("routes", model) * Open.Length);

        return [Open[first], Open[(first + 1) % Open.Length]];
    }

    /// <summary>The parts add up to the amount exactly; shares move a little from day to day.</summary>
    public static IEnumerable<(string Provider, Amounts Amounts)> Split(SpendSlice slice)
    {
        var providers = Of(slice.Row.Model);
        var rest = slice.Amounts;
        foreach (string provider in providers.Skip(1))
        {
            long share = 5 + (long)(StableHash.Fraction("share", slice.Row.Model, provider, slice.Row.Hour.UtcDateTime.DayOfYear) * 15);
            var part = slice.Amounts.Share(share, 100);
            rest -= part;
            if (!part.IsZero)
            {
                yield return (provider, part);
            }
        }

        yield return (providers[0], rest);
    }
}
