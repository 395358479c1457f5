using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Terminal;

/// <summary>What the word at the cursor can become: commands, verbs, options with their values, accounts and periods.</summary>
public sealed class CommandCompletion(CommandCatalogue catalogue, SpendwallOptions options)
{
    /// <param name="before">The line up to the cursor.</param>
    /// <returns>Whole words, in order; empty when nothing fits.</returns>
    public IReadOnlyList<string> At(string before)
    {
        int start = before.LastIndexOf(' ') + 1;
        string word = before[start..];
        string[] earlier = before[..start].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (earlier.Length == 0)
        {
            return Fitting(word.TrimStart('/'), catalogue.Specs.Select(static spec => spec.Name)).Select(static name => "/" + name).ToList();
        }

        if (catalogue.Find(earlier[0].TrimStart('/'))?.Spec is not { } spec)
        {
            return [];
        }

        if (spec.Options.FirstOrDefault(option => word.StartsWith(option.Key + ":", StringComparison.OrdinalIgnoreCase)) is { } given)
        {
            var values = given.Key == "account" ? options.Accounts.Select(static account => account.Name) : given.Values;

            return Fitting(word[(given.Key.Length + 1)..], values).Select(value => $"{given.Key}:{value}").ToList();
        }

        return Fitting(word, Words(spec, earlier.Length == 1)).ToList();
    }

    private IEnumerable<string> Words(CommandSpec spec, bool isFirst)
    {
        if (spec.Name == "help")
        {
            return catalogue.Specs.Select(static known => known.Name);
        }

        if (isFirst && spec.Verbs.Count > 0)
        {
            return spec.Verbs.Concat(spec.Options.Select(static option => option.Key + ":"));
        }

        var accounts = spec.Options.Any(static option => option.Key == "account") ? options.Accounts.Select(static account => account.Name) : [];
        var periods = spec.Name == "spend" ? PeriodParser.Words : [];

        return accounts.Concat(periods).Concat(spec.Options.Select(static option => option.Key + ":"));
    }

    private static IEnumerable<string> Fitting(string start, IEnumerable<string> words) =>
        words.Where(word => word.StartsWith(start, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase);
}
