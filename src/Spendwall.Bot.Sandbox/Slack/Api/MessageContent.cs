using System.Text;
using System.Text.Json;
using Spendwall.Bot.Sandbox.Slack.Blocks;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary>Reads what a message says and holds it to Slack's limits.</summary>
internal static class MessageContent
{
    public const int MaxText = 40_000;
    public const int MaxMarkdown = 12_000;
    public const int MaxBlockText = 13_000;
    public const int MaxAttachments = 100;

    /// <summary>In bytes of JSON.</summary>
    public const int MaxMetadata = 16 * 1024;

    /// <exception cref="SlackError">There is nothing to say, or too much of it, or it is not Slack's.</exception>
    public static SlackContent Read(SlackCall call)
    {
        string? text = call.Text("text");
        string? markdown = call.Text("markdown_text");
        var blocks = call.Json("blocks", JsonValueKind.Array, "invalid_blocks_format");
        var attachments = call.Json("attachments", JsonValueKind.Array, "invalid_attachments");
        if (markdown is not null)
        {
            if (text is not null || blocks is not null)
            {
                throw new SlackError("markdown_text_conflict");
            }

            text = markdown.Length <= MaxMarkdown ? markdown : throw new SlackError("msg_too_long");
        }

        if (blocks is { } list)
        {
            CheckBlocks(list);
        }

        if (attachments?.GetArrayLength() > MaxAttachments)
        {
            throw new SlackError("too_many_attachments");
        }

        bool isEmpty = text is null && !(blocks?.GetArrayLength() > 0) && !(attachments?.GetArrayLength() > 0);

        return isEmpty
            ? throw new SlackError("no_text")
            : new(text is { Length: > MaxText } ? text[..MaxText] : text ?? "", blocks, attachments, Metadata(call));
    }

    private static void CheckBlocks(JsonElement blocks)
    {
        var faults = BlockRules.Check(blocks, BlockSurface.Message);
        if (faults.Count > 0)
        {
            throw new SlackError("invalid_blocks") { Messages = faults };
        }

        if (BlockText.Length(blocks) > MaxBlockText)
        {
            throw new SlackError("msg_blocks_too_long");
        }
    }

    private static JsonElement? Metadata(SlackCall call)
    {
        if (call.Json("metadata", JsonValueKind.Object, "invalid_metadata_format") is not { } metadata)
        {
            return null;
        }

        bool isWhole = metadata.TryGetProperty("event_type", out var type) && type.ValueKind == JsonValueKind.String
            && metadata.TryGetProperty("event_payload", out var payload) && payload.ValueKind == JsonValueKind.Object;

        return !isWhole ? throw new SlackError("invalid_metadata_format")
            : Encoding.UTF8.GetByteCount(metadata.GetRawText()) > MaxMetadata ? throw new SlackError("metadata_too_large")
            : metadata;
    }
}
