namespace Spendwall.Bot.Chat.Commands.Scopes;

/// <summary>The one optional argument of a command about accounts: an account, a provider, or nothing for all.</summary>
internal static class AccountArgument
{
    public const string Form = "[account|provider]";

    public static readonly IReadOnlyList<CommandOption> Options = ScopeResolver.Options.Where(static option => IsAccount(option.Key)).ToList();

    public static readonly IReadOnlyList<CommandWord> Words = [new("account", "Only this account or provider; all unless told", WordKind.Account)];

    extension(ScopeResolver scopes)
    {
        /// <param name="refusal">What to say to a scope that is part of an account, given its text.</param>
        /// <param name="answer">Called with the accounts that are meant.</param>
        public async Task<CommandAnswer> ForAccountsAsync(
            CommandRequest request, Func<string, CommandAnswer.Refused> refusal, Func<ScopeReading.Found, Task<CommandAnswer>> answer, CancellationToken cancellationToken) =>
            await scopes.ResolveAsync(request.Words, request.Options, [], acceptUnseen: false, cancellationToken) switch
            {
                ScopeReading.Refused refused => refused.Answer,
                ScopeReading.Found found when !found.Scope.Parts.Keys.All(IsAccount) => refusal(ForeignText.Clean(found.Scope.Text)),
                ScopeReading.Found found => await answer(found),
                _ => throw new InvalidOperationException("A scope is found or refused."),
            };
    }

    private static bool IsAccount(string kind) => kind is "account" or "provider";
}
