namespace Spendwall.Bot.Chat.Slack.Transport;

/// <summary>One delivery, parsed.</summary>
/// <param name="Inbound">Null when it is nothing that anyone here handles: acknowledged all the same.</param>
/// <param name="Keys">All names under which Slack may send it again.</param>
/// <param name="Kind">For the log: Slack's word for what came.</param>
internal sealed record SlackDelivery(SlackInbound? Inbound, IReadOnlyList<string> Keys, string Kind);
