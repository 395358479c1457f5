using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands.Runway;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Money;
using Spendwall.Bot.Tests.Alerts;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class RunwayBudgetTests
{
    [Theory]
    [InlineData("", "model:m $750.00 of $1,000.00/month left")]
    [InlineData("openai-acme", "model:m at most $750.00 of $1,000.00/month left")]
    public void Of_BudgetWhoseAccountIsNotKnown_SaysThatLessMayBeLeft(string missing, string expected)
    {
        var budget = new Budget(Scope.Parse("model:m"), Usd.FromDollars(1000), BudgetPeriod.Month, Outlooks.Now, "settings");
        var state = new BudgetState(budget, budget.At(Outlooks.Now), Usd.FromDollars(250), Usd.Zero, null) { Missing = missing.Length > 0 ? [missing] : [] };

        var message = RunwayMessage.Of([Outlooks.Balance(100)], new Dictionary<string, IReadOnlyList<BudgetState>> { [Outlooks.Account.Name] = [state] }, Outlooks.Now, []);

        var fields = Assert.Single(message.Blocks.OfType<ChatBlock.Fields>());
        Assert.Contains(fields.Items, field => field.Name == "Budgets" && field.Value == expected);
    }
}
