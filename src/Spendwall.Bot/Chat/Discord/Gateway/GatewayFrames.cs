using System.Buffers;
using System.Text.Json;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>What this bot says to the gateway, each far below the 4096 bytes that it takes.</summary>
internal static class GatewayFrames
{
    /// <summary>Servers, their channels, threads and roles. Interactions come without any.</summary>
    private const int Guilds = 1;

    /// <summary>Op 1.</summary>
    /// <param name="sequence">Of the last dispatch; null: none came yet.</param>
    public static byte[] Heartbeat(long? sequence) => Write(1, json =>
    {
        if (sequence is { } last)
        {
            json.WriteNumberValue(last);
        }
        else
        {
            json.WriteNullValue();
        }
    });

    /// <summary>Op 2. Neither shards nor compression: one team's bot needs neither.</summary>
    public static byte[] Identify(Secret token) => Write(2, json =>
    {
        json.WriteStartObject();
        json.WriteString("token", token.Reveal());
        json.WriteNumber("intents", Guilds);
        json.WriteStartObject("properties");
        json.WriteString("os", "linux");
        json.WriteString("browser", "Spendwall.Bot");
        json.WriteString("device", "Spendwall.Bot");
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>Op 6.</summary>
    public static byte[] Resume(Secret token, string session, long sequence) => Write(6, json =>
    {
        json.WriteStartObject();
        json.WriteString("token", token.Reveal());
        json.WriteString("session_id", session);
        json.WriteNumber("seq", sequence);
        json.WriteEndObject();
    });

    private static byte[] Write(int op, Action<Utf8JsonWriter> data)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("op", op);
            json.WritePropertyName("d");
            data(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
