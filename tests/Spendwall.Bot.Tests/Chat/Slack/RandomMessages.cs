using Spendwall.Bot.Chat;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Tests.Chat.Slack;

/// <summary>Messages of every shape and size, with the characters that hurt.</summary>
internal static class RandomMessages
{
    private static readonly string[] Pieces = ["a", "gpt-5 ", "&", "<!channel>", "&amp;", "😀", "```", "*", "\n", "\u202e", "", "x", "$12.00 ", "@everyone ", "é", "\u0007", "word "];

    public static string Text(Random random, int most)
    {
        int length = random.Next(6) switch { 0 => 0, 1 => most, 2 => random.Next(most * 2), _ => random.Next(Math.Min(most, 80)) };
        var text = new System.Text.StringBuilder();
        while (text.Length < length)
        {
            text.Append(random.Next(20) == 0 ? new string('y', random.Next(200)) : Pieces[random.Next(Pieces.Length)] + "z");
        }

        return text.ToString();
    }

    public static ChatMessage Next(Random random) => new()
    {
        Title = Text(random, 5000),
        Tone = (Tone)random.Next(7),
        Mentions = [.. Many(random, 4, () => new Principal(Text(random, 300), PrincipalKind.User, new Dictionary<string, string> { ["slack"] = random.Next(2) == 0 ? "U1" : Text(random, 30) }))],
        Blocks = [.. Many(random, random.Next(8) == 0 ? 120 : 8, () => Block(random))],
        Footer = [.. Many(random, 14, () => Text(random, 3000))],
        Buttons = [.. Many(random, random.Next(8) == 0 ? 40 : 4, () => Button(random))],
        Link = random.Next(3) == 0 ? new($"https://example.com/{new string('q', random.Next(4000))}") : null,
    };

    private static ChatButton Button(Random random)
    {
        string? incident = random.Next(2) == 0 ? null : $"INC-{random.Next()}";

        return new(Text(random, 200), random.Next(3) == 0 && incident is not null ? $"/snooze {incident} 4h" : Text(random, 3000), incident, random.Next(100));
    }

    private static ChatBlock Block(Random random)
    {
        int columns = random.Next(1, random.Next(6) == 0 ? 30 : 5);

        return random.Next(5) switch
        {
            0 => new ChatBlock.Line(Text(random, 6000)),
            1 => new ChatBlock.Fields([.. Many(random, 25, () => (Text(random, 300), Text(random, 3000)))]),
            2 => new ChatBlock.Table([.. Row(random, columns)], [.. Many(random, 150, () => Row(random, columns))], [.. Enumerable.Repeat(true, random.Next(columns + 1))]),
            3 => new ChatBlock.Spark(Text(random, 200), [.. Many(random, 60, () => random.Next(4) == 0 ? (double?)null : random.NextDouble() * 100)]),
            _ => new ChatBlock.Code(Text(random, 5000)),
        };
    }

    private static string[] Row(Random random, int columns) => [.. Enumerable.Range(0, columns).Select(_ => Text(random, 400))];

    private static IEnumerable<T> Many<T>(Random random, int most, Func<T> make) => Enumerable.Range(0, random.Next(most + 1)).Select(_ => make());
}
