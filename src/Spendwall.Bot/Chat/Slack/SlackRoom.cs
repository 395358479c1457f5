namespace Spendwall.Bot.Chat.Slack;

/// <summary>
/// A channel by its workspace and its id, written <c>T…/C…</c> wherever one is kept: with a delivered message, and as the
/// place that somebody asked from. So a second workspace could be served without touching what is stored. Settings name
/// channels and people of the bot's one workspace without it, and people's ids are kept so (<c>slack:U…</c>): what comes from
/// another workspace is turned away at the door (<see cref="SlackHandler"/>) and never compared with them.
/// </summary>
/// <param name="Team">Null: the bot's own workspace, whichever that is.</param>
internal readonly record struct SlackRoom(string? Team, string Channel)
{
    public static SlackRoom Parse(string id) =>
        id is ['T' or 'E', ..] && id.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? new(id[..slash], id[(slash + 1)..]) : new(null, id);

    /// <summary>Empty without a channel.</summary>
    public override string ToString() => Team is null || Channel.Length == 0 ? Channel : $"{Team}/{Channel}";
}
