using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spendwall.Bot.Chat.Conversations;

/// <summary>What a button carries: the command that a press runs, as if the presser had typed it.</summary>
/// <param name="Incident">The incident it belongs to.</param>
/// <param name="Version">The incident's version that the message shows; 0: none.</param>
/// <param name="Command">The command line.</param>
/// <param name="Share">The answer to post publicly instead.</param>
internal sealed partial record ChatPress(
    [property: JsonPropertyName("i"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Incident,
    [property: JsonPropertyName("v"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Version,
    [property: JsonPropertyName("c")] string Command,
    [property: JsonPropertyName("s"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Share = null)
{
    public string ToJson() => JsonSerializer.Serialize(this, PressJson.Default.ChatPress);

    /// <summary>Null: it is none of ours.</summary>
    public static ChatPress? Parse(string? json)
    {
        try
        {
            return json is { Length: > 0 } && json[0] == '{' && JsonSerializer.Deserialize(json, PressJson.Default.ChatPress) is { Command: not null } press ? press : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }


    [JsonSerializable(typeof(ChatPress))]
    private sealed partial class PressJson : JsonSerializerContext;
}
