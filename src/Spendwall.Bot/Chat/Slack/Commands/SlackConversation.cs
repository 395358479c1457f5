using Spendwall.Bot.Chat.Conversations;
using Spendwall.Bot.Chat.Slack.Home;

namespace Spendwall.Bot.Chat.Slack.Commands;

/// <summary>One command line from Slack to its answer there; what changed is on everyone's Home.</summary>
internal sealed class SlackConversation(Conversation conversation, SlackDirectory directory, SlackSpeaker speaker, SlackHomeFeed home)
{
    /// <param name="incident">The incident of the thread or button.</param>
    /// <param name="version">Its version that the asker saw; 0: not told.</param>
    /// <param name="name">What the workspace calls the asker; null: not told.</param>
    public async Task AnswerAsync(string line, SlackPlace place, string? incident, int version, string? name, CancellationToken cancellationToken)
    {
        if (await conversation.AnswerAsync(line, new SlackTurn(place, name, speaker, directory), incident, version, cancellationToken))
        {
            home.Changed();
        }
    }

    public Task ShareAsync(ChatPress press, SlackPlace place, string? name, CancellationToken cancellationToken) =>
        conversation.ShareAsync(press, new SlackTurn(place, name, speaker, directory), cancellationToken);
}
