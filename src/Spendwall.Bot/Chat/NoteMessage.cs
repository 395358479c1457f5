using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Chat;

/// <summary>A note as a message. Pure.</summary>
public static class NoteMessage
{
    /// <param name="mention">Ping whom it calls.</param>
    public static ChatMessage Of(AlertPost.Note note, bool mention)
    {
        var blocks = note.Lines.Prepend(note.Text).Where(static line => line.Length > 0).Select(static ChatBlock (line) => new ChatBlock.Line(line)).ToList();
        if (note.Table is { } table)
        {
            blocks.Add(new ChatBlock.Table(table.Header, table.Rows, table.Numeric));
        }

        return new ChatMessage
        {
            Title = note.Title,
            Tone = note.Level == AlertLevel.Information ? Tone.Muted : IncidentMessage.Tone(note.Level),
            Mentions = mention ? note.Calls : [],
            Blocks = blocks,
            Footer = note.Footer,
            Buttons = [.. note.Buttons.Select(static button => new ChatButton(button.Label, button.Command))],
        };
    }
}
