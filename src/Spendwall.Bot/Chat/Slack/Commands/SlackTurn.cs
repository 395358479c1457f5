using Spendwall.Bot.Chat.Conversations;

namespace Spendwall.Bot.Chat.Slack.Commands;

/// <summary>Somebody who asked something in Slack.</summary>
/// <param name="name">What Slack called them with the payload; null: asked for when it is needed.</param>
internal sealed class SlackTurn(SlackPlace place, string? name, SlackSpeaker speaker, SlackDirectory directory) : IConversationPlace
{
    private string? name = name;

    public ChannelAddress Channel { get; } = new("slack", new SlackRoom(place.Team, place.Channel).ToString());

    public string Identity { get; } = $"slack:{place.User}";

    public string? Message { get; } = place.Message;

    public Task<IReadOnlyList<string>> GroupsAsync(CancellationToken cancellationToken) => directory.GroupsAsync(place.User, cancellationToken);

    public async Task<string?> NameAsync(CancellationToken cancellationToken) => name ??= await directory.NameAsync(place.User, cancellationToken);

    public Task WhisperAsync(ChatMessage message, ChatPress? share, CancellationToken cancellationToken) => speaker.WhisperAsync(place, message, share, cancellationToken);

    public Task<Said> SayAsync(ChatMessage message, CancellationToken cancellationToken) => speaker.SayAsync(place, message, cancellationToken);

    public Task RemoveAsync(CancellationToken cancellationToken) => speaker.RemoveAsync(place, cancellationToken);
}
