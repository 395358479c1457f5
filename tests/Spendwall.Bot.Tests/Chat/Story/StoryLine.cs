using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Chat.Discord.Rendering;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Sandbox.Slack.World;
using DiscordMessage = Spendwall.Bot.Sandbox.Discord.World.DiscordMessage;

namespace Spendwall.Bot.Tests.Chat.Story;

/// <summary>Something that the bot's outbox said, as it stands on a platform now.</summary>
/// <param name="Mark">What a delivery's key became there.</param>
/// <param name="Root">The root message whose thread it is in; null: it is in the channel itself.</param>
/// <param name="Text">All of its words, as the platform keeps them.</param>
/// <param name="Pinged">How often it called its owner when it was posted.</param>
/// <param name="PingedByEdits">How often its edits did.</param>
internal sealed record StoryLine(string Platform, string Mark, string Id, string? Root, string Text, int Pinged, int PingedByEdits)
{
    /// <summary>The first second of 2015, from which snowflakes count milliseconds. https://docs.discord.com/developers/reference#snowflakes</summary>
    private const long DiscordEpoch = 1_420_070_400_000;

    private const string SlackPing = "<@U0DANA>";
    private const string DiscordPing = $"<@{DiscordDirectory.Dana}>";

    /// <summary>On the story's clock, as the platform's id tells it.</summary>
    public DateTimeOffset PostedAt => DateTimeOffset.FromUnixTimeMilliseconds(Platform == "discord"
        ? (long.Parse(Id, CultureInfo.InvariantCulture) >> 22) + DiscordEpoch
        : (long)(decimal.Parse(Id, CultureInfo.InvariantCulture) * 1000));

    /// <summary>Null: the outbox has nothing to do with it.</summary>
    public static StoryLine? Of(SlackMessage message)
    {
        if (!message.IsBots || message.Content.Metadata is not { ValueKind: JsonValueKind.Object } metadata || !metadata.TryGetProperty("event_payload", out var payload))
        {
            return null;
        }

        var states = message.Edits.Select(static edit => edit.Before.Text).Append(message.Content.Text).Select(static text => text.Split(SlackPing).Length - 1).ToList();

        return new("slack", payload.GetProperty("key").GetString()!, message.Ts, message.ThreadTs, message.Content.Text, states[0], states.Skip(1).Sum());
    }

    /// <summary>Null: the outbox has nothing to do with it.</summary>
    public static StoryLine? Of(DiscordMessage message, DiscordDirectory directory)
    {
        if (!message.IsBots || message.Nonce is not { } nonce || message.Cause is not null)
        {
            return null;
        }

        bool inThread = directory.Channel(message.Channel) is { IsThread: true };
        int edited = message.Edits.Skip(1).Select(static edit => edit.Before).Append(message.Content).Sum(static content => content.Text.Split(DiscordPing).Length - 1);

        return new(
            "discord",
            nonce,
            message.Id,
            inThread ? message.Channel : null,
            PlainText.Of(message.Content),
            message.Pinged.Users.Count(static user => user == DiscordDirectory.Dana),
            message.Edits.Count == 0 ? 0 : edited);
    }

    /// <summary>What a delivery's key becomes on the platform of its channel.</summary>
    public static string MarkOf(string channel, string key) => channel.StartsWith("discord:", StringComparison.Ordinal) ? DiscordMark.Of(key) : key;

    /// <summary>Whether it says a text, as its platform escapes it.</summary>
    public bool Says(string text) => Text.Contains(
        Platform == "discord"
            ? DiscordText.Escape(text)
            : text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal),
        StringComparison.Ordinal);
}
