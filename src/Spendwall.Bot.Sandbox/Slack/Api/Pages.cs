using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary>Slack's cursors: opaque, and an empty one is the end.</summary>
internal static class Pages
{
    /// <summary>The page that a call asks for, and the cursor of the next.</summary>
    /// <exception cref="SlackError">The cursor or the limit is not one.</exception>
    public static (IReadOnlyList<T> Rows, string Next) Of<T>(SlackCall call, IReadOnlyList<T> all, int usual)
    {
        int limit = call.Number("limit", usual, 1000);
        int from = call.Text("cursor") is { } cursor ? Position(cursor) : 0;
        int next = from + limit;

        return ([.. all.Skip(from).Take(limit)], next < all.Count ? Cursor(next) : "");
    }

    public static JsonObject Metadata(string next) => new() { ["next_cursor"] = next };

    private static string Cursor(int position) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"at:{position}")));

    private static int Position(string cursor)
    {
        try
        {
            string text = Encoding.UTF8.GetString(Convert.FromBase64String(cursor));
            if (text.StartsWith("at:", StringComparison.Ordinal) && int.TryParse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture, out int position))
            {
                return position;
            }
        }
        catch (FormatException)
        {
            // Not one of ours, as below.
        }

        throw new SlackError("invalid_cursor");
    }
}
