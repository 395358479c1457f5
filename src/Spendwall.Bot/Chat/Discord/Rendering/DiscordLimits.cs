namespace Spendwall.Bot.Chat.Discord.Rendering;

/// <summary>What Discord takes at most. Everything that is sent is cut here. https://docs.discord.com/developers/resources/message</summary>
internal static class DiscordLimits
{
    public const int Content = 2000;

    /// <summary>Of the mentions that lead the content: the title must have room after them.</summary>
    public const int Mentions = 1000;

    public const int MentionedIds = 100;

    /// <summary>Of all text of all embeds of a message.</summary>
    public const int EmbedText = 6000;

    public const int Description = 4096;
    public const int Fields = 25;
    public const int FieldName = 256;
    public const int FieldValue = 1024;
    public const int Footer = 2048;
    public const int Rows = 5;
    public const int Buttons = 5;
    public const int Label = 80;
    public const int CustomId = 100;
    public const int Url = 512;
    public const int OptionText = 100;
    public const int ModalTitle = 45;
    public const int ModalLabel = 45;
    public const int ModalHint = 100;
    public const int ThreadName = 100;
    public const int FileDescription = 1024;

    public const int CommandSummary = 100;
    public const int CommandOptions = 25;
    public const int Choices = 25;
    public const int Choice = 100;

    /// <summary>Of a command's names, descriptions and values together.</summary>
    public const int CommandText = 8000;

    public const int Commands = 100;
}
