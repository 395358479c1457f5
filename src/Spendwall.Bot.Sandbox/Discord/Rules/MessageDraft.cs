using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.Api;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.Rules;

/// <summary>A message's body, checked: for a new one, or for the change of one.</summary>
internal sealed class MessageDraft
{
    private const int MostContent = 2_000;
    private const int MostNonce = 25;
    private const int MostFiles = 10;
    private const int MostFileBytes = 10 * 1024 * 1024;
    private const MessageFlags Settable = MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.ComponentsV2 | MessageFlags.Ephemeral;

    private MessageDraft(DiscordContent content, MessageFlags flags, JsonObject body)
    {
        Content = content;
        Flags = flags;
        AllowedMentions = body["allowed_mentions"] as JsonObject;
        Nonce = body["nonce"]?.ToString();
        IsNonceEnforced = (body["enforce_nonce"] as JsonValue)?.TryGetValue(out bool enforced) == true && enforced;
    }

    public DiscordContent Content { get; }

    public MessageFlags Flags { get; }

    public JsonObject? AllowedMentions { get; }

    public string? Nonce { get; }

    public bool IsNonceEnforced { get; }

    /// <param name="before">The message that is changed: what the body leaves out stays; null for a new one.</param>
    /// <exception cref="DiscordError">It is refused.</exception>
    public static MessageDraft Read(JsonObject body, IReadOnlyList<DiscordUpload> uploads, DiscordMessage? before, Func<string> newId)
    {
        var faults = new FormFaults();
        var flags = (MessageFlags)(faults.Number(body, "flags", "", 0, int.MaxValue) ?? 0) & Settable;
        flags |= (before?.Flags ?? 0) & (MessageFlags.ComponentsV2 | MessageFlags.Ephemeral);
        bool isV2 = flags.HasFlag(MessageFlags.ComponentsV2);
        string? text = faults.Text(body, "content", "", 0, MostContent);
        if (body["nonce"] is { } nonce && nonce.ToString().Length > MostNonce)
        {
            faults.Add("nonce", "BASE_TYPE_MAX_LENGTH", $"Must be {MostNonce} or fewer in length.");
        }

        EmbedRules.Check(body, faults);
        ComponentRules.Check(body, faults, isV2);
        MentionRules.Check(body, faults);
        foreach (string legacy in isV2 ? ["content", "embeds", "poll", "stickers"] : Array.Empty<string>())
        {
            // Null or empty is how an old message becomes one of the new kind.
            if (body[legacy] is JsonArray { Count: > 0 } || body[legacy] is JsonValue value && value.ToString().Length > 0)
            {
                faults.Add(legacy, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", $"The '{legacy}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
            }
        }

        var files = Files(body, uploads, before, faults, newId);
        faults.Throw();
        if (uploads.Any(static upload => upload.Bytes.Length > MostFileBytes))
        {
            throw new DiscordError(413, 40005, "Request entity too large");
        }

        var content = new DiscordContent(
            Value(body, "content", text ?? "", before?.Content.Text ?? ""),
            Value(body, "embeds", Embeds(body["embeds"] as JsonArray), before?.Content.Embeds),
            Value(body, "components", body["components"] is JsonArray parts ? StoredComponents.Of(parts) : null, before?.Content.Components),
            files);
        if (content.Text.Length == 0 && content.Embeds is not { Count: > 0 } && content.Components is not { Count: > 0 } && files.Count == 0)
        {
            throw new DiscordError(400, 50006, "Cannot send an empty message");
        }

        return new(content, flags, body);

        T Value<T>(JsonObject from, string name, T said, T stays) => before is null || from.ContainsKey(name) ? said : stays;
    }

    private static JsonArray? Embeds(JsonArray? embeds)
    {
        var copy = embeds?.DeepClone().AsArray();
        foreach (var embed in copy?.OfType<JsonObject>() ?? [])
        {
            embed["type"] = "rich";
            foreach (var field in (embed["fields"] as JsonArray ?? []).OfType<JsonObject>())
            {
                field["inline"] ??= false;
            }
        }

        return copy;
    }

    private static List<DiscordAttachment> Files(JsonObject body, IReadOnlyList<DiscordUpload> uploads, DiscordMessage? before, FormFaults faults, Func<string> newId)
    {
        var listed = faults.List(body, "attachments", "", 0, MostFiles);
        var kept = before is null ? [] : body.ContainsKey("attachments")
            ? before.Content.Attachments.Where(file => listed.Any(item => item["id"]?.ToString() == file.Id)).ToList()
            : before.Content.Attachments;
        var files = new List<DiscordAttachment>(kept);
        foreach (var item in listed)
        {
            string id = item["id"]?.ToString() ?? "";
            if (uploads.All(upload => upload.Id != id) && kept.All(file => file.Id != id))
            {
                faults.Add("attachments", "ATTACHMENT_NOT_FOUND", $"Attachment {id} was not uploaded");
            }
        }

        foreach (var upload in uploads)
        {
            var item = listed.FirstOrDefault(item => item["id"]?.ToString() == upload.Id);
            files.Add(new(newId(), item?["filename"]?.ToString() ?? upload.Name, upload.ContentType, upload.Bytes, item?["description"]?.ToString()));
        }

        if (files.Count > MostFiles)
        {
            faults.Add("attachments", "BASE_TYPE_MAX_LENGTH", $"Must be {MostFiles} or fewer in length.");
        }

        return files;
    }
}
