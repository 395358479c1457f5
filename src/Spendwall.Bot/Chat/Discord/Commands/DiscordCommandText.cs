using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Discord.Registration;

namespace Spendwall.Bot.Chat.Discord.Commands;

/// <summary>What was chosen and typed in Discord as the one command line that every platform has. Pure.</summary>
internal static partial class DiscordCommandText
{
    private const int SubCommand = 1;

    /// <param name="data">An interaction's <c>data</c>.</param>
    public static string Of(JsonElement data, CommandCatalogue catalogue)
    {
        string name = ForeignJson.Text(data, "name") ?? "";
        var (verb, options) = Given(data);
        var parts = new List<string> { name };
        if (verb is not null)
        {
            parts.Add(verb);
        }

        var words = catalogue.Find(name)?.Spec is { } spec ? DiscordCommands.Words(spec, verb).Select(static word => word.Name).Append(DiscordCommands.Which).ToList() : [];
        var resolved = ForeignJson.Get(data, "resolved");
        foreach (string word in words)
        {
            if (options.FirstOrDefault(option => ForeignJson.Text(option, "name") == word) is { ValueKind: JsonValueKind.Object } given && Value(given, resolved) is { Length: > 0 } value)
            {
                // As typed: two words are two words.
                parts.Add(value);
            }
        }

        foreach (var option in options)
        {
            if (ForeignJson.Text(option, "name") is { } key && !words.Contains(key) && Value(option, resolved) is { Length: > 0 } value)
            {
                parts.Add($"{key}:{Quoted(value)}");
            }
        }

        return string.Join(' ', parts);
    }

    /// <summary>The option that is being typed, and what is typed so far; null: none.</summary>
    public static (string Command, string? Verb, string Option, string Typed)? Focused(JsonElement data)
    {
        var (verb, options) = Given(data);
        var focused = options.FirstOrDefault(static option => ForeignJson.IsTrue(option, "focused"));

        return ForeignJson.Text(data, "name") is { } command && ForeignJson.Text(focused, "name") is { } name
            ? (command, verb, name, ForeignJson.Text(focused, "value") ?? "")
            : null;
    }

    private static (string? Verb, List<JsonElement> Options) Given(JsonElement data)
    {
        var options = ForeignJson.Items(data, "options").ToList();

        return options is [var only] && ForeignJson.Integer(only, "type") == SubCommand ? (ForeignJson.Text(only, "name"), ForeignJson.Items(only, "options").ToList()) : (null, options);
    }

    private static string? Value(JsonElement option, JsonElement? resolved) => ForeignJson.Get(option, "value") switch
    {
        { ValueKind: JsonValueKind.String } text when ForeignJson.Integer(option, "type") == 9 => Mention(text.GetString()!, resolved),
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Trim(),
        { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture),
        { ValueKind: JsonValueKind.True } => "true",
        { ValueKind: JsonValueKind.False } => "false",
        _ => null,
    };

    /// <summary>A person or role that was chosen, as the owner book reads one, with a name when it takes that name.</summary>
    private static string Mention(string id, JsonElement? resolved)
    {
        if (ForeignJson.Get(resolved, "roles", id) is { } role)
        {
            return Marked("@&", id, ForeignJson.Text(role, "name"));
        }

        string? name = ForeignJson.Text(resolved, "members", id, "nick") ?? ForeignJson.Text(resolved, "users", id, "global_name") ?? ForeignJson.Text(resolved, "users", id, "username");

        return Marked("@", id, name);
    }

    private static string Marked(string mark, string id, string? label)
    {
        string name = (label ?? "").Trim().TrimStart('@').Replace(' ', '-');

        return Label().IsMatch(name) ? $"<{mark}{id}|@{name}>" : $"<{mark}{id}>";
    }

    private static string Quoted(string value)
    {
        string plain = Quotes().Replace(value, "");

        return plain.Any(char.IsWhiteSpace) || plain.Length == 0 ? $"\"{plain}\"" : plain;
    }

    /// <summary>A name that the owner book takes.</summary>
    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N}._-]{0,78}\z")]
    private static partial Regex Label();

    [GeneratedRegex("[\"“”„]")]
    private static partial Regex Quotes();
}
