namespace Spendwall.Bot.Chat.Slack.Rendering;

/// <summary>What Slack takes at most: the lower number where its pages and clients disagree. Everything that is sent is cut here.</summary>
internal static class SlackLimits
{
    public const int MessageBlocks = 50;
    public const int ViewBlocks = 100;

    /// <summary>Of the top-level <c>text</c>; Slack cuts silently far above it.</summary>
    public const int MessageText = 4000;

    public const int HeaderText = 150;
    public const int SectionText = 3000;
    public const int FieldText = 2000;
    public const int Fields = 10;
    public const int ContextElements = 10;
    public const int ContextText = 2000;
    public const int Actions = 25;
    public const int ButtonText = 75;
    public const int ButtonValue = 2000;
    public const int ButtonUrl = 3000;
    public const int OptionText = 75;
    public const int OptionValue = 75;
    public const int Placeholder = 150;
    public const int TableRows = 100;
    public const int TableColumns = 20;

    /// <summary>Of one cell, which Slack does not publish: keeps a full table below the size of a message.</summary>
    public const int CellText = 200;

    /// <summary>Of all text in a message's blocks: above about 13,000 Slack answers <c>msg_blocks_too_long</c>.</summary>
    public const int BlocksText = 10_000;

    public const int Charts = 2;
    public const int ChartTitle = 50;
    public const int ChartPoints = 20;
    public const int ViewTitle = 24;
    public const int InputLabel = 2000;

    /// <summary>As <see cref="ForeignText.Cut"/> of text that was escaped: no entity and no mention is torn either.</summary>
    public static string CutEscaped(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        int open = text.LastIndexOfAny(['&', '<'], end - 1);
        if (open >= 0 && text.IndexOf(text[open] == '&' ? ';' : '>', open) >= end)
        {
            end = open;
        }

        return text[..end] + "…";
    }
}
