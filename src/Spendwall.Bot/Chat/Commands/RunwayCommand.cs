using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Chat.Commands.Runway;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/runway [account]</c>: how long each reservoir lasts, and who must act by when; meters beside them.</summary>
internal sealed class RunwayCommand(ScopeResolver scopes, IAccountOutlooks outlooks, BudgetReader budgets) : IChatCommand
{
    public CommandSpec Spec { get; } = new(
        "runway",
        "How long the credits last and when someone must act",
        [],
        AccountArgument.Form,
        AccountArgument.Options,
        ["/runway", "/runway openrouter"],
        ReadOnly: true)
    {
        Words = AccountArgument.Words,
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) =>
        scopes.ForAccountsAsync(
            request,
            static scope => new("usage", $"A runway belongs to an account, not to {scope}.", "Name an account; its keys with a cap are in the answer."),
            found => AnswerAsync(found, request.Now, cancellationToken),
            cancellationToken);

    private async Task<CommandAnswer> AnswerAsync(ScopeReading.Found found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var read = new List<AccountOutlook>();
        var limits = new Dictionary<string, IReadOnlyList<BudgetState>>(StringComparer.OrdinalIgnoreCase);
        foreach (var account in found.Accounts)
        {
            var outlook = await outlooks.ReadAsync(account, now, cancellationToken);
            limits[account.Name] = await budgets.ReadAsync(outlook, cancellationToken);
            read.Add(outlook);
        }

        bool several = read.Count > 1;
        var blind = read.SelectMany(outlook => outlook.BlindSpots.Select(text => several ? $"{outlook.Account.Name}: {text}" : text)).Distinct().ToList();
        var asOf = read.Min(static outlook => outlook.ObservedAt);
        var data = new JsonObject { ["accounts"] = new JsonArray([.. read.Select(outlook => (JsonNode)RunwayJson.Of(outlook, limits[outlook.Account.Name]))]) };
        string? scope = found.Scope.Equals(Scope.All) ? null : found.Scope.Text;

        return new CommandAnswer.Done(RunwayMessage.Of(read, limits, now, blind), new AnswerData(asOf, scope, null, data, blind));
    }
}
