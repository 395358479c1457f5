using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.People;

/// <summary>How the app took something.</summary>
internal enum InteractionOutcome
{
    Answered,

    /// <summary>Nothing came in time: a user reads <c>The application did not respond</c>.</summary>
    TimedOut,

    /// <summary>There is no session to send it to.</summary>
    NotReached,
}

/// <param name="Answer">Null without one.</param>
internal sealed record InteractionReply(InteractionOutcome Outcome, DiscordInteraction Interaction, InteractionAnswer? Answer = null)
{
    public bool IsAnswered => Outcome == InteractionOutcome.Answered;
}
