using System.Collections.Frozen;
using System.Text.Json;

namespace Spendwall.Bot.Chat.Discord.Api;

/// <summary>Discord's error codes by kind. https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes</summary>
internal static class DiscordErrors
{
    private const int MostFields = 3;

    private static readonly FrozenDictionary<int, DiscordFailure> Kinds = new (DiscordFailure Failure, int[] Codes)[]
    {
        (DiscordFailure.Token, [40001, 50014]),
        (DiscordFailure.Permission, [50001, 50013, 160002]),
        (DiscordFailure.Channel, [10003, 10004, 50008, 50024, 50083, 160005, 160006]),
        (DiscordFailure.Message, [10008, 50005, 50021, 160004]),
        (DiscordFailure.Interaction, [10015, 10062, 40060, 50027]),
        (DiscordFailure.Payload, [40005, 50006, 50035, 50109]),
        (DiscordFailure.RateLimited, [20016, 20022, 20028, 20029, 30046, 31002, 40062]),
        (DiscordFailure.Transient, [130000]),
    }.SelectMany(static kind => kind.Codes.Select(code => KeyValuePair.Create(code, kind.Failure))).ToFrozenDictionary();

    /// <param name="code">0: none.</param>
    /// <param name="asBot">Whether the bot's token was sent: only then can it be the one that was refused.</param>
    public static DiscordFailure Kind(int status, int code, bool asBot) =>
        status == 429 ? DiscordFailure.RateLimited
        : Kinds.TryGetValue(code, out var failure) ? failure
        : status switch
        {
            401 => asBot ? DiscordFailure.Token : DiscordFailure.Interaction,
            403 => DiscordFailure.Permission,
            >= 500 => DiscordFailure.Transient,
            _ => DiscordFailure.Payload,
        };

    /// <summary>The fields that Discord complains of (50035), such as <c>embeds.0.title: BASE_TYPE_MAX_LENGTH</c>; empty when none.</summary>
    public static string Fields(JsonElement root)
    {
        var found = new List<string>();
        if (root.Member("errors") is { } errors)
        {
            Walk(errors, "", found);
        }

        return found.Count == 0 ? "" : $" ({string.Join(", ", found)})";
    }

    private static void Walk(JsonElement node, string at, List<string> found)
    {
        foreach (var field in node.EnumerateObject())
        {
            if (found.Count >= MostFields)
            {
                return;
            }

            if (field.NameEquals("_errors") && field.Value.ValueKind == JsonValueKind.Array)
            {
                found.AddRange(field.Value.EnumerateArray().Take(1).Select(error => $"{(at.Length == 0 ? "the body" : at)}: {ForeignText.Excerpt(error.Text("code") ?? error.Text("message") ?? "refused")}"));
            }
            else if (field.Value.ValueKind == JsonValueKind.Object)
            {
                Walk(field.Value, at.Length == 0 ? ForeignText.Excerpt(field.Name) : $"{at}.{ForeignText.Excerpt(field.Name)}", found);
            }
        }
    }
}
