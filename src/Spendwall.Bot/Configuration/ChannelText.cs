using System.Text.RegularExpressions;

namespace Spendwall.Bot.Configuration;

/// <summary>A channel as settings and commands write it: <c>slack:#name</c>, <c>slack:C…</c>, <c>discord:&lt;id&gt;</c> or <c>terminal</c>.</summary>
public static partial class ChannelText
{
    public const string Forms = "slack:#name, slack:C…, discord:<id> or terminal";

    public static bool IsOne(string text) => Shape().IsMatch(text);

    [GeneratedRegex(@"^(slack:#[^\s#:,]{1,80}|slack:[CG][A-Z0-9]{2,}|discord:[0-9]{1,20}|terminal)\z")]
    private static partial Regex Shape();
}
