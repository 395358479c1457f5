using System.Globalization;

namespace Spendwall.Bot.Sandbox.OpenAI;

/// <summary>The query of a request, read as OpenAI does: arrays as <c>name[]=a&amp;name[]=b</c> or as a repeated <c>name</c>.</summary>
internal sealed class Parameters(HttpContext context)
{
    private readonly IQueryCollection query = context.Request.Query;

    /// <summary>Everything but the page: a cursor belongs to exactly this.</summary>
    public string WithoutPage => string.Join('&', query.Where(pair => pair.Key != "page").OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .SelectMany(pair => pair.Value.Select(value => $"{pair.Key}={value}")));

    public string? Text(string name) => query.TryGetValue(name, out var value) && value.Count > 0 ? value[0] : null;

    public IReadOnlyList<string> List(string name) => [.. query[$"{name}[]"].Concat(query[name]).OfType<string>()];

    /// <exception cref="Serving.ContractError">400: not a number, or out of bounds.</exception>
    public long? Number(string name, long least, long most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
            ? number
            : throw OpenAIErrors.Refused(name, $"Invalid '{name}': expected an integer from {least} to {most}.");
    }

    /// <exception cref="Serving.ContractError">400: something else is asked for.</exception>
    public IReadOnlySet<string> GroupBy(IReadOnlyCollection<string> allowed)
    {
        var wanted = List("group_by");

        return wanted.FirstOrDefault(name => !allowed.Contains(name)) is { } bad
            ? throw OpenAIErrors.Refused("group_by", $"Invalid 'group_by': '{bad}' is not one of {string.Join(", ", allowed)}.")
            : wanted.ToHashSet(StringComparer.Ordinal);
    }
}
