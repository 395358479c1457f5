using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Chat.Commands.Explaining;

/// <summary><c>/explain error &lt;text&gt;</c>: whose turn it is after a provider's error that a person pasted, and what to do.</summary>
internal static class PastedError
{
    /// <summary>The word before the text.</summary>
    public const string Word = "error";

    /// <summary>The text when the words are such a question. A field of a form gives all of them as one word.</summary>
    public static string? TextOf(IReadOnlyList<string> words)
    {
        string line = string.Join(' ', words);

        return line.StartsWith(Word, StringComparison.OrdinalIgnoreCase) && line.Length > Word.Length && char.IsWhiteSpace(line[Word.Length]) ? line[Word.Length..].Trim() : null;
    }

    public static CommandAnswer Answer(string text)
    {
        if (ProviderErrors.FromText(text) is not { } error)
        {
            return new CommandAnswer.Refused(
                "unknown",
                $"Nothing is known about '{ForeignText.Excerpt(text)}'.",
                "Paste the provider's answer as a whole, such as /explain error {\"error\":{\"code\":402,\"message\":\"Insufficient credits\"}}");
        }

        var message = new ChatMessage
        {
            Title = error.Message,
            Tone = error.CallsAreFailing ? Tone.Critical : Tone.Notice,
            Blocks = [new ChatBlock.Line(error.Remedy)],
            Link = error.Link,
        };
        var data = new JsonObject
        {
            ["cause"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(error.Cause.ToString()),
            ["status"] = AnswerJson.Of((long?)error.Status),
            ["calls_are_failing"] = error.CallsAreFailing,
            ["message"] = error.Message,
            ["fix"] = error.Remedy,
            ["link"] = AnswerJson.Of(error.Link?.AbsoluteUri),
        };

        return new CommandAnswer.Done(message, new AnswerData(null, null, null, data, []));
    }
}
