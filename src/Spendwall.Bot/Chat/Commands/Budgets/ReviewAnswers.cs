using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Limits;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Reviews;

namespace Spendwall.Bot.Chat.Commands.Budgets;

/// <summary><c>/budget review</c>: an owner's answer to the question whether the budgets are still right.</summary>
internal sealed class ReviewAnswers(BudgetReviews reviews)
{
    private const string Example = "Such as /budget review RV-3 ok.";

    public async Task<CommandAnswer> AnswerAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (request.Words is not [var id, var said] || BudgetText.Review(id) is not { } number)
        {
            return new CommandAnswer.Refused("usage", "Say which review, and ok or adjust.", Example);
        }

        switch (said.ToLowerInvariant())
        {
            case "adjust":
                return new CommandAnswer.Done(HowTo(), new(request.Now, null, null, new JsonObject(), [])) { Reach = AnswerReach.Asker };

            case "ok" or "approve" or "approved":
                break;

            default:
                return new CommandAnswer.Refused("usage", $"'{ForeignText.Excerpt(said)}' is no answer to a review.", Example);
        }

        return await reviews.ApproveAsync(number, request.Caller.Actor, request.Now, cancellationToken) switch
        {
            ChangeOutcome<BudgetReview>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
            ChangeOutcome<BudgetReview>.Done { Value: var review } => new CommandAnswer.Done(
                new() { Title = $"{review.Id}: {review.ApprovedName} approved the budgets of {review.Owner}", Tone = Tone.Good },
                new(request.Now, null, null, new JsonObject { ["review"] = review.Id, ["approved_by"] = review.ApprovedName }, [])) { Reach = AnswerReach.Told },
            _ => throw new InvalidOperationException("A change is done or refused."),
        };
    }

    private static ChatMessage HowTo() => new()
    {
        Title = "How budgets are adjusted",
        Blocks =
        [
            new ChatBlock.Line("A lower one is set at once; a higher one asks back. For a while, ask for an exception: somebody else grants it."),
            new ChatBlock.Code("/budget set openai-acme 2500/month"),
            new ChatBlock.Code("/budget request openai-acme +500 until:fri reason:\"launch\" evidence:https://…"),
            new ChatBlock.Code("/budget set openai-acme 2000/month thresholds:80,100"),
        ],
    };
}
