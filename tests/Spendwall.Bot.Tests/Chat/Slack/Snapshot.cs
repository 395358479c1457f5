using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack;

/// <summary>A payload beside the one that was looked at and committed. SPENDWALL_SNAPSHOTS=write writes what is there now, to be looked at.</summary>
internal static class Snapshot
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="platform">The folder under <c>Chat</c>.</param>
    public static void Matches(string name, JsonNode payload, string platform = "Slack")
    {
        string path = Repository.Folder("tests", "Spendwall.Bot.Tests", "Chat", platform, "Snapshots", $"{name}.json");
        string now = payload.ToJsonString(Readable) + "\n";
        if (Environment.GetEnvironmentVariable("SPENDWALL_SNAPSHOTS") == "write")
        {
            File.WriteAllText(path, now);
        }

        Assert.Equal(File.ReadAllText(path), now);
    }
}
