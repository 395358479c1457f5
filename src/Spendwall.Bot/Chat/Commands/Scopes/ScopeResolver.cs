using Spendwall.Bot.Money;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Usage;

namespace Spendwall.Bot.Chat.Commands.Scopes;

/// <summary>
/// Finds the scope that words and <c>kind:value</c> options mean. A bare word is an account, provider, owner (<c>@</c>),
/// project, key or model, in that order; a provider's only account and the provider are the same thing; any other tie
/// inside one kind is refused with its readings. Projects and keys go by their id or their name.
/// </summary>
public sealed class ScopeResolver(SpendwallOptions options, ISpendLedger ledger, IOwnerBook owners, MappingStore mappings)
{
    private static readonly string[] BareKinds = ["project", "key", "model"];

    private readonly KnownValues known = new(ledger);

    /// <summary>The options that every command with a scope takes.</summary>
    public static IReadOnlyList<CommandOption> Options { get; } =
        Scope.Kinds.Select(static kind => new CommandOption(kind, $"Only this {kind}", kind == "provider" ? ["openrouter", "openai"] : [])).ToList();

    /// <param name="given">All options of the command; those that are kinds of scope are taken.</param>
    /// <param name="also">Other words that the command knows, for "did you mean".</param>
    /// <param name="acceptUnseen">A <c>kind:value</c> that no data has shown yet is taken as it is: for changes.</param>
    public async Task<ScopeReading> ResolveAsync(
        IReadOnlyList<string> words, IReadOnlyDictionary<string, string> given, IReadOnlyList<string> also, bool acceptUnseen, CancellationToken cancellationToken)
    {
        var reading = new Reading(options.Accounts);
        foreach (string kind in Scope.Kinds.Where(given.ContainsKey))
        {
            if (await TakeForcedAsync(reading, kind, given[kind], acceptUnseen, cancellationToken) is { } refused)
            {
                return new ScopeReading.Refused(refused);
            }
        }

        var rest = new List<string>();
        foreach (string word in words)
        {
            if (AccountOrProvider(word) is not { } found)
            {
                rest.Add(word);
            }
            else if (reading.Take(found.Kind, found.Value, found.Accounts) is { } refused)
            {
                return new ScopeReading.Refused(refused);
            }
        }

        foreach (string word in rest)
        {
            if (await TakeBareAsync(reading, word, also, cancellationToken) is { } refused)
            {
                return new ScopeReading.Refused(refused);
            }
        }

        return new ScopeReading.Found(reading.Scope, reading.Accounts);
    }

    private async Task<CommandAnswer.Refused?> TakeForcedAsync(Reading reading, string kind, string value, bool acceptUnseen, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case "account" or "provider":
                return AccountOrProvider(value, kind) is { } found
                    ? reading.Take(found.Kind, found.Value, found.Accounts)
                    : Unknown(kind, value, kind == "account" ? options.Accounts.Select(static account => account.Name) : Providers());

            case "owner":
                return await TakeOwnerAsync(reading, value.StartsWith('@') ? value : "@" + value, acceptUnseen, cancellationToken);

            case "team" or "customer" or "product" or "workflow":
                var named = (await mappings.ReadAsync(cancellationToken)).Values(kind);

                return named.FirstOrDefault(name => name.Equals(value, StringComparison.OrdinalIgnoreCase)) is { } canonical
                    ? reading.Take(kind, canonical, reading.Accounts)
                    : acceptUnseen ? reading.Take(kind, value, reading.Accounts) : Unknown(kind, value, named);

            default:
                return await TakeSeenAsync(reading, kind, value, acceptUnseen, cancellationToken);
        }
    }

    private async Task<CommandAnswer.Refused?> TakeSeenAsync(Reading reading, string kind, string value, bool acceptUnseen, CancellationToken cancellationToken)
    {
        var all = await known.OfAsync(kind, reading.Accounts, cancellationToken);
        var found = Matching(kind, value, all);
        if (found.Count > 0)
        {
            return TakeOne(reading, kind, value, found);
        }

        // Before the first data nothing is known to be wrong: the answer is "unknown", not a refusal.
        return acceptUnseen || all.Count == 0
            ? reading.Take(kind, value, reading.Accounts)
            : Unknown(kind, value, all.Select(static candidate => candidate.Label));
    }

    private async Task<CommandAnswer.Refused?> TakeOwnerAsync(Reading reading, string name, bool acceptUnseen, CancellationToken cancellationToken)
    {
        var names = (await owners.AllAsync(cancellationToken)).Select(static ownership => ownership.Owner.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToList();

        return names.FirstOrDefault(candidate => candidate.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } canonical
            ? reading.Take("owner", canonical, reading.Accounts)
            : acceptUnseen ? reading.Take("owner", name, reading.Accounts) : Unknown("owner", name, names);
    }

    private async Task<CommandAnswer.Refused?> TakeBareAsync(Reading reading, string word, IReadOnlyList<string> also, CancellationToken cancellationToken)
    {
        if (word.StartsWith('@'))
        {
            return await TakeOwnerAsync(reading, word, acceptUnseen: false, cancellationToken);
        }

        var candidates = new List<string>([.. also, .. options.Accounts.Select(static account => account.Name), .. Providers()]);
        foreach (string kind in BareKinds)
        {
            var all = await known.OfAsync(kind, reading.Accounts, cancellationToken);
            var found = Matching(kind, word, all);
            if (found.Count > 0)
            {
                return TakeOne(reading, kind, word, found);
            }

            candidates.AddRange(all.Select(static candidate => candidate.Label));
        }

        var book = await mappings.ReadAsync(cancellationToken);
        candidates.AddRange(MapLine.Targets.SelectMany(kind => book.Values(kind).Select(value => $"{kind}:{value}")));
        string nearest = Wording.DidYouMean(Nearest.To(ForeignText.Clean(word), candidates));

        return new(
            "unknown",
            $"'{ForeignText.Excerpt(word)}' is no account, provider, owner, project, key or model known here. {nearest}".TrimEnd(),
            $"Known accounts: {(options.Accounts.Count == 0 ? "none" : string.Join(", ", options.Accounts.Select(static account => account.Name)))}. A kind and a value name it exactly, such as model:NAME.");
    }

    private static CommandAnswer.Refused? TakeOne(Reading reading, string kind, string text, List<KnownValue> found)
    {
        // A model is the same thing in every account; a project or key belongs to one.
        bool isShared = kind is "model" or "route" or "endpoint";
        var readings = found.DistinctBy(value => isShared ? value.Value.ToUpperInvariant() : $"{value.Account.Name}\n{value.Value.ToUpperInvariant()}").ToList();
        if (readings.Count == 1)
        {
            var accounts = found.Select(static value => value.Account).Distinct().ToList();

            return reading.Take(kind, readings[0].Value, accounts);
        }

        var ways = readings.Select(value => isShared ? Scope.Of(kind, value.Value).Text : Scope.Account(value.Account.Name).With(kind, value.Value).Text)
            .Select(ForeignText.Clean)
            .ToList();

        return new("ambiguous", $"'{ForeignText.Excerpt(text)}' can be {Wording.AnyOf(ways)}.", $"Say which: {ways[0]}");
    }

    private static List<KnownValue> Matching(string kind, string text, IReadOnlyList<KnownValue> all)
    {
        var exact = all.Where(value => value.Is(text)).ToList();
        if (exact.Count > 0 || kind != "model")
        {
            return exact;
        }

        return all.Where(value => value.Value.EndsWith("/" + text, StringComparison.OrdinalIgnoreCase)).ToList();
    }

    private (string Kind, string Value, IReadOnlyList<AccountOptions> Accounts)? AccountOrProvider(string word, string? kind = null)
    {
        if (kind != "provider" && options.Accounts.FirstOrDefault(account => account.Name.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } named)
        {
            return ("account", named.Name, [named]);
        }

        if (kind == "account" || Providers().FirstOrDefault(provider => provider.Equals(word, StringComparison.OrdinalIgnoreCase)) is not { } canonical)
        {
            return null;
        }

        var accounts = options.Accounts.Where(account => Name(account.Provider) == canonical).ToList();

        return accounts.Count == 1 ? ("account", accounts[0].Name, accounts) : ("provider", canonical, accounts);
    }

    private static CommandAnswer.Refused Unknown(string kind, string value, IEnumerable<string> candidates)
    {
        var all = candidates.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        string nearest = Wording.DidYouMean(Nearest.To(value, all)).Trim();
        string some = all.Count == 0 ? $"No {kind} is known yet." : $"Known: {string.Join(", ", all.Take(8).Select(ForeignText.Clean))}{(all.Count > 8 ? " …" : "")}.";

        return new("unknown", $"There is no {kind} '{ForeignText.Excerpt(value)}' here. {nearest}".TrimEnd(), some);
    }

    /// <summary>As scopes write it.</summary>
    public static string Name(ProviderKind provider) => provider == ProviderKind.OpenAI ? "openai" : "openrouter";

    private static IEnumerable<string> Providers() => Enum.GetValues<ProviderKind>().Select(Name);

    /// <summary>The scope as it grows, and the accounts that can still be inside it.</summary>
    private sealed class Reading(IReadOnlyList<AccountOptions> accounts)
    {
        public Scope Scope { get; private set; } = Scope.All;

        public IReadOnlyList<AccountOptions> Accounts { get; private set; } = accounts;

        public CommandAnswer.Refused? Take(string kind, string value, IReadOnlyList<AccountOptions> within)
        {
            if (Scope[kind] is { } other && !other.Equals(value, StringComparison.OrdinalIgnoreCase))
            {
                return new("usage", $"Two of one kind: {kind}:{ForeignText.Excerpt(other)} and {kind}:{ForeignText.Excerpt(value)}.", $"Name one {kind}, or none for all.");
            }

            var left = Accounts.Where(within.Contains).ToList();
            if (left.Count == 0 && Accounts.Count > 0)
            {
                return new("usage", $"{kind}:{ForeignText.Excerpt(value)} is not inside {ForeignText.Clean(Scope.ToString())}.", "Leave one of them out.");
            }

            Accounts = left;
            Scope = kind == "provider" && Scope["account"] is not null ? Scope : Scope.With(kind, value);
            if (kind == "account" && Scope["provider"] is not null)
            {
                Scope = new(Scope.Parts.Where(static part => part.Key != "provider").ToDictionary());
            }

            return null;
        }
    }
}
