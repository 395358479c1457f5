using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Discord.Rules;

/// <summary>Components as Discord keeps them: numbered in the order of the tree where the app gave no id, and with what it did not say.</summary>
internal static class StoredComponents
{
    public static JsonArray Of(JsonArray components)
    {
        var copy = components.DeepClone().AsArray();
        int next = 1;
        foreach (var part in copy)
        {
            Fill(part as JsonObject, ref next);
        }

        return copy;
    }

    private static void Fill(JsonObject? part, ref int next)
    {
        if (part is null)
        {
            return;
        }

        part["id"] ??= next;
        next++;
        switch ((int?)part["type"])
        {
            case 3 or 5 or 6 or 7 or 8:
                part["min_values"] ??= 1;
                part["max_values"] ??= 1;
                break;
            case 14:
                part["spacing"] ??= 1;
                part["divider"] ??= true;
                break;
            case 17:
                part["accent_color"] ??= null;
                part["spoiler"] ??= false;
                break;
        }

        foreach (var child in part["components"] as JsonArray ?? [])
        {
            Fill(child as JsonObject, ref next);
        }

        Fill(part["accessory"] as JsonObject, ref next);
    }
}
