using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Parsing;

/// <summary>A typed line taken apart by the catalogue, or why it cannot be.</summary>
public abstract record CommandLine
{
    private CommandLine()
    {
    }

    public sealed record Understood(IChatCommand Command, string? Verb, IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Options) : CommandLine;

    /// <param name="Command">The command that was named, when it is one.</param>
    public sealed record Refused(string? Command, CommandAnswer.Refused Answer) : CommandLine;

    /// <summary>
    /// Tokens in any order, names in any case, an optional slash and an optional <c>spendwall</c> before the name. An
    /// empty line asks for help. Never throws.
    /// </summary>
    public static CommandLine Parse(string line, CommandCatalogue catalogue)
    {
        if (WithText(line, catalogue) is { } pasted)
        {
            return pasted;
        }

        if (!CommandToken.TrySplit(line, out var tokens))
        {
            return Usage(null, "A quote is not closed.", "Write text with spaces as \"…\".");
        }

        var rest = new LinkedList<CommandToken>(tokens);
        string? name = TakeName(rest);
        if (name is null)
        {
            return rest.Count == 0
                ? new Understood(catalogue.Help, null, [], Empty)
                : Usage(null, $"'{ForeignText.Excerpt(rest.First!.Value.ToString())}' is no command.", "Begin with a command; /help lists them.");
        }

        return catalogue.Find(name) is { } command ? Take(command, rest) : Unknown(name, catalogue);
    }

    private static readonly IReadOnlyDictionary<string, string> Empty = new Dictionary<string, string>();

    private static string? TakeName(LinkedList<CommandToken> tokens)
    {
        while (tokens.First?.Value is { Key: null } token)
        {
            tokens.RemoveFirst();
            string name = token.Value.TrimStart('/', '@');
            if (name.Length > 0 && !name.Equals("spendwall", StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }
        }

        return null;
    }

    private static Understood? WithText(string line, CommandCatalogue catalogue)
    {
        string[] words = line.Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries);
        int name = words.Length > 0 && words[0].TrimStart('/', '@').Equals("spendwall", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        if (words.Length < name + 3 || catalogue.Find(words[name].TrimStart('/', '@')) is not { Spec.TextAfter: { } word } command || !word.Equals(words[name + 1], StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return new Understood(command, null, [word, string.Join(' ', words[(name + 2)..])], Empty);
    }

    private static CommandLine Take(IChatCommand command, LinkedList<CommandToken> tokens)
    {
        var spec = command.Spec;
        var words = tokens.Where(static token => token.Key is null).Select(static token => token.Value).ToList();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var token in tokens.Where(static token => token.Key is not null))
        {
            if (TakeOption(spec, token, options) is { } fault)
            {
                return new Refused(spec.Name, fault);
            }
        }

        if (spec.Verbs.Count == 0 || words.Count == 0)
        {
            return new Understood(command, null, words, options);
        }

        if (spec.Verbs.FirstOrDefault(verb => verb.Equals(words[0], StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return new Understood(command, known, words[1..], options);
        }

        if (spec.Otherwise is { } meant)
        {
            return new Understood(command, meant, words, options);
        }

        string nearest = Wording.DidYouMean(Nearest.To(words[0], spec.Verbs));

        return Usage(
            spec.Name,
            $"/{spec.Name} cannot '{ForeignText.Excerpt(words[0])}'. {nearest}It can {Wording.AnyOf(spec.Verbs)}.",
            Example(spec));
    }

    private static CommandAnswer.Refused? TakeOption(CommandSpec spec, CommandToken token, Dictionary<string, string> options)
    {
        string key = token.Key!;
        if (spec.Options.FirstOrDefault(option => option.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) is not { } option)
        {
            string nearest = Wording.DidYouMean(Nearest.To(key, spec.Options.Select(static known => known.Key)));
            string all = spec.Options.Count == 0 ? $"/{spec.Name} has no options." : $"It has {string.Join(", ", spec.Options.Select(static known => known.Key + ":"))}.";

            return new("usage", $"/{spec.Name} has no option '{ForeignText.Excerpt(key)}:'. {nearest}{all}", $"A value with a colon is quoted: \"{ForeignText.Excerpt(token.Key + ":" + token.Value)}\".");
        }

        if (string.IsNullOrWhiteSpace(token.Value))
        {
            return new("usage", $"{option.Key}: needs a value.", $"Write it without a space, such as {option.Key}:{Sample(option)}.");
        }

        string value = token.Value;
        if (option.Values.Count > 0)
        {
            if (option.Values.FirstOrDefault(known => known.Equals(value, StringComparison.OrdinalIgnoreCase)) is not { } canonical)
            {
                string nearest = Wording.DidYouMean(Nearest.To(value, option.Values));

                return new("usage", $"{option.Key}: cannot be '{ForeignText.Excerpt(value)}'. {nearest}".TrimEnd(), $"{option.Key}: takes {Wording.AnyOf(option.Values)}.");
            }

            value = canonical;
        }

        return options.TryAdd(option.Key, value) ? null : new("usage", $"{option.Key}: is given twice.", $"Give {option.Key}: once.");
    }

    private static Refused Unknown(string name, CommandCatalogue catalogue)
    {
        string nearest = Wording.DidYouMean(Nearest.To(name, catalogue.Specs.Select(static spec => spec.Name)).Select(static near => "/" + near).ToList());

        return new(null, new("unknown", $"There is no command '/{ForeignText.Excerpt(name)}'. {nearest}".TrimEnd(), "/help lists the commands."));
    }

    private static Refused Usage(string? command, string message, string fix) => new(command, new("usage", message, fix));

    private static string Example(CommandSpec spec) => spec.Examples.Count > 0 ? $"Such as {spec.Examples[0]}" : $"/{spec.Name} {spec.Usage}".TrimEnd();

    private static string Sample(CommandOption option) => option.Values.Count > 0 ? option.Values[0] : "…";
}
