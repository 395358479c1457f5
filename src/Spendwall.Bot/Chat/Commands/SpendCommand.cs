using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Spending;
using Spendwall.Bot.Chat.Commands.Times;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/spend [scope] [period] [by:…]</c>: what was used, billed and estimated apart; empty: all accounts, this week.</summary>
internal sealed class SpendCommand(ScopeResolver scopes, SpendAnalyst analyst) : IChatCommand
{
    public CommandSpec Spec { get; } = new(
        "spend",
        "What was used, billed and estimated apart",
        [],
        "[account|provider|@owner|project|key|model] [today|yesterday|week|month|7d|30d|2026-11] [by:…]",
        [new("by", "Rows by", SpendAxes.Names), .. ScopeResolver.Options],
        ["/spend openai week", "/spend month by:model", "/spend @dana 30d by:day", "/spend model:gpt-6-astra 2026-11 by:key"],
        ReadOnly: true)
    {
        Words =
        [
            new("scope", "Account, provider, owner, project, key or model; all unless told", WordKind.Scope),
            new("period", "Such as today, week, month, 30d or 2026-11; this week unless told", WordKind.Period),
        ],
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (period, refusal, words) = PeriodWords.Read(request, "week");
        if (period is null)
        {
            return refusal!;
        }

        return await scopes.ResolveAsync(words, request.Options, PeriodParser.Words, acceptUnseen: false, cancellationToken) switch
        {
            ScopeReading.Refused refused => refused.Answer,
            ScopeReading.Found found => await AnswerAsync(request, found, period, cancellationToken),
            _ => throw new InvalidOperationException("A scope is found or refused."),
        };
    }

    private async Task<CommandAnswer> AnswerAsync(CommandRequest request, ScopeReading.Found found, Period period, CancellationToken cancellationToken)
    {
        var axis = request.Options.TryGetValue("by", out string? by) ? Enum.Parse<SpendAxis>(by, ignoreCase: true) : Useful(found);
        bool routes = axis == SpendAxis.Route || found.Scope["route"] is not null;
        bool keyed = axis is SpendAxis.Key or SpendAxis.Project || axis.IsAttributed || found.Scope.Parts.Keys.Any(static kind => kind is not ("provider" or "account" or "model" or "route"));
        if (routes && keyed)
        {
            return new CommandAnswer.Refused("usage", "OpenRouter tells routes by model only, not by key, project or owner.", "Ask by:route for an account or a model.");
        }

        var question = new SpendQuestion(found.Scope, found.Accounts, period, axis, request.Now);

        return SpendMessage.Of(question, await analyst.AnswerAsync(question, cancellationToken));
    }

    /// <summary>The accounts side by side; inside one account its models; inside a model its keys.</summary>
    private static SpendAxis Useful(ScopeReading.Found found) =>
        found.Accounts.Count > 1 && found.Scope["model"] is null ? SpendAxis.Account : found.Scope["model"] is null ? SpendAxis.Model : SpendAxis.Key;
}
