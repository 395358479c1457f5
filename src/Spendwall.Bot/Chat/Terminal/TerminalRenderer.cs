using System.Text;
using Spendwall.Bot.Chat.Commands;

namespace Spendwall.Bot.Chat.Terminal;

/// <summary>A message as plain text of a given width; colour only when asked for. Foreign text cannot steer the terminal.</summary>
/// <param name="Width">Columns; at least 40 are used.</param>
public sealed record TerminalRenderer(int Width, bool Colour)
{
    private const string Bold = "\x1b[1m";
    private const string Dim = "\x1b[2m";
    private const string Reset = "\x1b[0m";

    private int Columns => Math.Max(40, Width);

    /// <summary>Lines with a line feed at the end of each.</summary>
    public string Render(ChatMessage message)
    {
        var text = new StringBuilder();
        AddState(text, message);
        if (message.Mentions.Count > 0)
        {
            Add(text, "To " + string.Join(", ", message.Mentions.Select(static principal => ForeignText.Clean(principal.Name))), indent: 2);
        }

        ChatBlock? before = null;
        foreach (var block in message.Blocks)
        {
            // A line after figures begins something new.
            text.Append(block is ChatBlock.Line && before is ChatBlock.Fields or ChatBlock.Table ? "\n" : "");
            AddBlock(text, block);
            before = block;
        }

        foreach (string line in message.Footer)
        {
            Add(text, ForeignText.Clean(line), indent: 2, Dim);
        }

        if (message.Buttons.Count > 0)
        {
            Add(text, string.Join(" · ", message.Buttons.Select(static button => $"{ForeignText.Clean(button.Label)}: /{ForeignText.Clean(button.Command).TrimStart('/')}")), indent: 2);
        }

        if (message.Link is { } link)
        {
            Add(text, ForeignText.Clean(link.AbsoluteUri), indent: 2, Dim);
        }

        return text.ToString();
    }

    /// <summary>The first line alone: what an edit shows.</summary>
    public string RenderState(ChatMessage message)
    {
        var text = new StringBuilder();
        AddState(text, message);

        return text.ToString();
    }

    /// <summary>An answer, or a refusal with its fix.</summary>
    public string Render(CommandAnswer answer) => answer switch
    {
        CommandAnswer.Done done => Render(done.Message),
        CommandAnswer.Refused refused => Render(new ChatMessage { Title = refused.Message, Tone = Tone.Notice, Blocks = [new ChatBlock.Line(refused.Fix)] }),
        _ => throw new InvalidOperationException("An answer is done or refused."),
    };

    private void AddState(StringBuilder text, ChatMessage message)
    {
        var (mark, colour) = Mark(message.Tone);
        string prefix = mark.Length == 0 ? "" : mark + " ";
        bool isFirst = true;
        foreach (string line in TextWidth.Wrap(ForeignText.Clean(message.Title), Columns - prefix.Length))
        {
            text.Append(Colour ? Bold + colour : "").Append(isFirst ? prefix : new string(' ', prefix.Length)).Append(line).Append(Colour ? Reset : "").Append('\n');
            isFirst = false;
        }
    }

    private void AddBlock(StringBuilder text, ChatBlock block)
    {
        switch (block)
        {
            case ChatBlock.Line line:
                Add(text, ForeignText.Clean(line.Text), indent: 2);
                break;
            case ChatBlock.Fields fields:
                AddFields(text, fields);
                break;
            case ChatBlock.Table table:
                text.Append(TerminalTable.Render(table, Columns - 2, indent: 2));
                break;
            case ChatBlock.Spark spark:
                Add(text, $"{Sparkline.Of(spark.Values)}  {ForeignText.Clean(spark.Caption)}", indent: 2);
                break;
            case ChatBlock.Code code:
                foreach (string line in code.Text.Split('\n'))
                {
                    text.Append("    ").Append(ForeignText.Clean(line)).Append('\n');
                }

                break;
            default:
                throw new InvalidOperationException($"There is no rendering for {block.GetType().Name}.");
        }
    }

    private void AddFields(StringBuilder text, ChatBlock.Fields fields)
    {
        var items = fields.Items.Select(static item => (Name: ForeignText.Clean(item.Name), Value: ForeignText.Clean(item.Value))).ToList();
        int names = Math.Min(items.Select(static item => TextWidth.Of(item.Name)).DefaultIfEmpty(0).Max(), 24);
        foreach (var (name, value) in items)
        {
            bool isFirst = true;
            string label = TextWidth.Of(name) <= names ? name + new string(' ', names - TextWidth.Of(name)) : name;
            foreach (string line in TextWidth.Wrap(value, Math.Max(16, Columns - names - 4)))
            {
                text.Append("  ").Append(isFirst ? label : new string(' ', names)).Append("  ").Append(line).Append('\n');
                isFirst = false;
            }
        }
    }

    private void Add(StringBuilder text, string content, int indent, string style = "")
    {
        foreach (string line in TextWidth.Wrap(content, Columns - indent))
        {
            text.Append(' ', indent).Append(Colour ? style : "").Append(line).Append(Colour && style.Length > 0 ? Reset : "").Append('\n');
        }
    }

    private static (string Mark, string Colour) Mark(Tone tone) => tone switch
    {
        Tone.Good => ("✓", "\x1b[32m"),
        Tone.Notice => ("•", "\x1b[36m"),
        Tone.Warning => ("▲", "\x1b[33m"),
        Tone.Critical => ("◆", "\x1b[31m"),
        Tone.Exhausted => ("✖", "\x1b[31m"),
        Tone.Muted => ("·", "\x1b[2m"),
        _ => ("", ""),
    };
}
