using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.People;

/// <summary>
/// A slash command as someone fills it in: <c>/owner set scope:key:batch who:@alex</c>. Words without the name of an
/// option go to the required options in turn, then to the others, as when one tabs through them; the last takes the rest.
/// </summary>
internal sealed partial class TypedCommand(DiscordDirectory directory)
{
    private readonly JsonObject users = [];
    private readonly JsonObject members = [];
    private readonly JsonObject roles = [];
    private readonly JsonObject channels = [];

    /// <param name="command">As registered.</param>
    /// <param name="line">Behind the command's name.</param>
    /// <param name="focused">The option that is being typed, for autocomplete; null: the command is sent off.</param>
    /// <returns>The interaction's <c>data</c>.</returns>
    /// <exception cref="ArgumentException">Discord's window would not let it go.</exception>
    public JsonObject Data(JsonObject command, string line, string? focused = null)
    {
        var data = new JsonObject { ["id"] = (string)command["id"]!, ["name"] = (string)command["name"]!, ["type"] = 1 };
        if (Options(command, line.Trim(), focused) is { Count: > 0 } options)
        {
            data["options"] = options;
        }

        if (command["guild_id"] is { } guild)
        {
            data["guild_id"] = guild.DeepClone();
        }

        if (Resolved is { Count: > 0 } resolved)
        {
            data["resolved"] = resolved;
        }

        return data;
    }

    /// <summary>The people, roles and channels that were named so far.</summary>
    public JsonObject Resolved => new(new[] { ("users", users), ("members", members), ("roles", roles), ("channels", channels) }
        .Where(static kind => kind.Item2.Count > 0)
        .Select(static kind => KeyValuePair.Create<string, JsonNode?>(kind.Item1, kind.Item2.DeepClone())));

    private JsonArray Options(JsonObject parent, string line, string? focused)
    {
        var declared = (parent["options"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        if (declared.Any(static option => (int)option["type"]! is 1 or 2))
        {
            string[] parts = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var chosen = declared.FirstOrDefault(option => parts.Length > 0 && (string?)option["name"] == parts[0])
                ?? throw new ArgumentException($"'{parent["name"]}' needs one of: {string.Join(", ", declared.Select(static option => option["name"]))}");
            var nested = new JsonObject { ["name"] = parts[0], ["type"] = (int)chosen["type"]!, ["options"] = Options(chosen, parts.Length > 1 ? parts[1] : "", focused) };

            return new(nested);
        }

        var texts = Assign(declared, line);
        foreach (var option in declared)
        {
            string name = (string)option["name"]!;
            if ((bool?)option["required"] == true && !texts.ContainsKey(name) && focused is null)
            {
                throw new ArgumentException($"'{parent["name"]}' needs {name}");
            }
        }

        if (focused is not null && !texts.ContainsKey(focused))
        {
            texts[focused] = "";
        }

        return new([.. declared.Where(option => texts.ContainsKey((string)option["name"]!)).Select(option => Filled(option, texts[(string)option["name"]!], focused))]);
    }

    private static Dictionary<string, string> Assign(List<JsonObject> declared, string line)
    {
        var texts = new Dictionary<string, string>();
        var names = declared.Select(static option => (string)option["name"]!).ToList();
        var marks = OptionName().Matches(line).Where(match => names.Contains(match.Groups[1].Value)).ToList();
        for (int index = 0; index < marks.Count; index++)
        {
            int start = marks[index].Index + marks[index].Length;
            int end = index + 1 < marks.Count ? marks[index + 1].Index : line.Length;
            texts[marks[index].Groups[1].Value] = line[start..end].Trim();
        }

        string bare = (marks.Count > 0 ? line[..marks[0].Index] : line).Trim();
        var free = new Queue<string>(declared.OrderByDescending(static option => (bool?)option["required"] == true).Select(static option => (string)option["name"]!).Where(name => !texts.ContainsKey(name)));
        while (bare.Length > 0)
        {
            string name = free.Count > 0 ? free.Dequeue() : throw new ArgumentException($"there is no option for '{bare}'");
            string[] parts = bare.Split(' ', 2, StringSplitOptions.TrimEntries);
            texts[name] = free.Count > 0 ? parts[0] : bare;
            bare = free.Count > 0 && parts.Length > 1 ? parts[1] : "";
        }

        return texts;
    }

    private JsonObject Filled(JsonObject option, string text, string? focused)
    {
        string name = (string)option["name"]!;
        int type = (int)option["type"]!;
        var filled = new JsonObject { ["name"] = name, ["type"] = type };
        if (focused is not null)
        {
            // While someone types, every value is still a text.
            filled["value"] = text;
            if (name == focused)
            {
                filled["focused"] = true;
            }

            return filled;
        }

        filled["value"] = type switch
        {
            3 or 4 or 10 when option["choices"] is JsonArray { Count: > 0 } choices => Choice(choices, text, name),
            4 => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole : throw new ArgumentException($"{name} is a whole number"),
            5 => bool.TryParse(text, out bool flag) ? flag : throw new ArgumentException($"{name} is true or false"),
            6 => User(text),
            7 => Channel(text),
            8 => Role(text),
            9 => directory.Member(text) is not null ? User(text) : Role(text),
            10 => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw new ArgumentException($"{name} is a number"),
            _ => text.Length > 0 ? text : throw new ArgumentException($"{name} is empty"),
        };

        return filled;
    }

    private static JsonNode Choice(JsonArray choices, string text, string name) =>
        choices.FirstOrDefault(choice => choice!["name"]!.ToString() == text || choice["value"]!.ToString() == text)?["value"]!.DeepClone()
        ?? throw new ArgumentException($"{name} has no choice '{text}'");

    public string User(string text)
    {
        var member = directory.Member(text) ?? throw new ArgumentException($"there is no user '{text}'");
        users[member.User.Id] = member.User.ToJson();
        members[member.User.Id] = member.ToJson(withUser: false);

        return member.User.Id;
    }

    public string Role(string text)
    {
        var role = directory.Role(text) ?? throw new ArgumentException($"there is no role '{text}'");
        roles[role.Id] = role.ToJson();

        return role.Id;
    }

    public string Channel(string text)
    {
        var channel = directory.Channel(text) ?? throw new ArgumentException($"there is no channel '{text}'");
        channels[channel.Id] = channel.ToJson();

        return channel.Id;
    }

    [GeneratedRegex(@"(?<=^|\s)([-_\w]+):")]
    private static partial Regex OptionName();
}
