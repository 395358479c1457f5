using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/credits add|list</c>: every movement of a balance, and purchases that no counter shows.</summary>
internal sealed class CreditsCommand(ScopeResolver scopes, ISpendLedger ledger, IPermissions permissions) : IChatCommand
{
    private const decimal MostUsd = 100_000_000m;

    public CommandSpec Spec { get; } = new(
        "credits",
        "Purchases, refunds and corrections of credits",
        ["add", "list"],
        "add <account> <usd> [bought:date] [expires:date] | list [account]",
        [
            new("bought", "When it was bought; now unless told", []) { Verbs = ["add"] },
            new("expires", "When it expires; never unless told", []) { Verbs = ["add"] },
            .. ScopeResolver.Options.Where(static option => option.Key is "account" or "provider"),
        ],
        ["/credits list", "/credits add openrouter 500", "/credits add openai-acme 200 bought:2026-11-01 expires:2027-11-01"],
        ReadOnly: false)
    {
        Rungs = new Dictionary<string, AccessLevel> { ["add"] = AccessLevel.Own, ["list"] = AccessLevel.View },
        Words =
        [
            new("account", "The account that was bought for", WordKind.Account) { Required = true, Verbs = ["add"] },
            new("account", "Only this account or provider; all unless told", WordKind.Account) { Verbs = ["list"] },
            new("usd", "USD of credits", WordKind.Usd) { Required = true, Verbs = ["add"] },
        ],
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        bool adds = request.Verb == "add";
        var amounts = request.Words.Select(ParseUsd).ToList();
        var words = request.Words.Where((_, index) => !adds || amounts[index] is null).ToList();
        if (!adds && (request.Options.ContainsKey("bought") || request.Options.ContainsKey("expires")))
        {
            return Refuse("usage", "bought: and expires: belong to /credits add.", "/credits add openrouter 500 bought:2026-11-01");
        }

        switch (await scopes.ResolveAsync(words, request.Options, [], acceptUnseen: false, cancellationToken))
        {
            case ScopeReading.Refused refused:
                return refused.Answer;

            case ScopeReading.Found found when found.Scope.Parts.Keys.Any(static kind => kind is not ("account" or "provider")):
                return Refuse("usage", "Credits belong to an account.", "/credits list openrouter");

            case ScopeReading.Found found when !adds:
                return await ListAsync(found, request.Now, cancellationToken);

            case ScopeReading.Found { Scope: var scope, Accounts: [var account] } when scope["account"] is not null:
                return await AddAsync(account, amounts.OfType<decimal>().ToList(), request, cancellationToken);

            default:
                return Refuse("usage", "Say which account the credits are for.", "/credits add openrouter 500");
        }
    }

    private async Task<CommandAnswer> AddAsync(AccountOptions account, List<decimal> amounts, CommandRequest request, CancellationToken cancellationToken)
    {
        if (amounts is not [> 0 and <= MostUsd and var amount])
        {
            return Refuse("usage", "Say one amount in USD, above 0.", $"/credits add {account.Name} 500");
        }

        var bought = request.Options.TryGetValue("bought", out string? boughtText) ? WhenParser.Last(boughtText, request.Now) : request.Now;
        if (bought is not { } boughtAt || boughtAt > request.Now)
        {
            return Refuse("usage", $"bought:{ForeignText.Excerpt(boughtText ?? "")} is no past date.", "A date is 2026-11-01, yesterday or 3d.");
        }

        DateTimeOffset? expires = request.Options.TryGetValue("expires", out string? expiresText) ? WhenParser.Next(expiresText, request.Now) : null;
        if (expiresText is not null && (expires is null || expires <= boughtAt))
        {
            return Refuse("usage", $"expires:{ForeignText.Excerpt(expiresText)} is no date after the purchase.", "A date is 2027-11-01 or 365d.");
        }

        var scope = Scope.Account(account.Name);
        var decision = await permissions.DecideAsync(request.Caller.Actor, AccessLevel.Own, scope, cancellationToken);
        if (!decision.Allowed)
        {
            return Refuse("permission", decision.Reason, "Ask the account's owner or an admin.");
        }

        var typed = new CreditLot(0, account.Name, Usd.FromDollars(amount), boughtAt, expires, "typed", LotKind.Purchase);
        var audit = request.Caller.Actor.Entry("credits.add", scope.Text, null, GovernanceJson.Of(typed));
        var lot = await ledger.AddLotAsync(typed, audit.At(request.Now), cancellationToken);

        return new CommandAnswer.Done(
            new ChatMessage
            {
                Title = $"{account.Name}: {lot.Amount} of credits noted",
                Tone = Tone.Good,
                Blocks = [new ChatBlock.Fields([("Bought", Wording.Instant(lot.BoughtAt)), ("Expires", lot.ExpiresAt is { } at ? Wording.Instant(at, request.Now) : "not known")])],
                Footer = [account.Provider == ProviderKind.OpenRouter ? "the balance itself comes from the provider's counters, not from this note" : "own record: the provider does not show a balance"],
            },
            new AnswerData(request.Now, scope.Text, null, new JsonObject { ["lot"] = Json(lot) }, []));
    }

    private async Task<CommandAnswer.Done> ListAsync(ScopeReading.Found found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lots = new List<CreditLot>();
        DateTimeOffset? asOf = null;
        foreach (var account in found.Accounts)
        {
            lots.AddRange(await ledger.LotsAsync(account.Name, cancellationToken));
            var readAt = (await DataAge.ReadAsync(ledger, account, cancellationToken)).ReadAt;
            asOf = asOf is null || readAt < asOf ? readAt ?? asOf : asOf;
        }

        lots.Sort(static (a, b) => b.BoughtAt.CompareTo(a.BoughtAt));
        var rows = lots.Select(static lot => (IReadOnlyList<string>)[
            lot.BoughtAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            lot.Account,
            Name(lot.Kind),
            Wording.WithSign(lot.Amount),
            lot.ExpiresAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
            lot.Source]).ToList();
        ChatBlock block = rows.Count > 0
            ? new ChatBlock.Table(["Date", "Account", "Movement", "USD", "Expires", "Source"], rows, [false, false, false, true, false, false])
            : new ChatBlock.Line("No movement is known yet; /credits add notes a purchase that no counter shows.");
        var data = new JsonObject { ["lots"] = new JsonArray([.. lots.Select(static lot => (JsonNode)Json(lot))]) };

        return new(
            new ChatMessage { Title = $"Credits of {found.Scope}", Blocks = [block], Footer = [Wording.AsOf(asOf, now)] },
            new AnswerData(asOf, found.Scope.Text.Length == 0 ? null : found.Scope.Text, null, data, []));
    }

    private static JsonObject Json(CreditLot lot) => new()
    {
        ["account"] = lot.Account,
        ["usd"] = AnswerJson.Of((Usd?)lot.Amount),
        ["bought_at"] = AnswerJson.Of((DateTimeOffset?)lot.BoughtAt),
        ["expires_at"] = AnswerJson.Of(lot.ExpiresAt),
        ["source"] = lot.Source,
        ["kind"] = Name(lot.Kind),
    };

    private static string Name(LotKind kind) => kind switch
    {
        LotKind.Purchase => "purchase",
        LotKind.Refund => "refund",
        _ => "correction",
    };

    /// <summary><c>500</c>, <c>$1,250.50</c>; null: it is no amount.</summary>
    private static decimal? ParseUsd(string word) =>
        decimal.TryParse(word.TrimStart('+').TrimStart('$'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal usd) ? usd : null;

    private static CommandAnswer.Refused Refuse(string kind, string message, string fix) => new(kind, message, fix);
}
