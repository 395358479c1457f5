using System.Collections.Concurrent;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Parsing;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Chat.Conversations;
using Spendwall.Bot.Chat.Discord.Registration;
using Spendwall.Bot.Chat.Discord.Rendering;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Usage;

namespace Spendwall.Bot.Chat.Discord.Commands;

/// <summary>What can complete an option that is being typed: real accounts, owners, projects, keys, models and open incidents.</summary>
internal sealed class DiscordSuggestions(
    CommandCatalogue catalogue,
    SpendwallOptions options,
    ISpendLedger ledger,
    IOwnerBook owners,
    MappingStore mappings,
    IncidentStore incidents,
    [FromKeyedServices("transport")] TimeProvider transport)
{
    /// <summary>A person types several letters a second: the ledger is not asked for each.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(20);

    private static readonly string[] InScope = ["project", "key", "model"];

    private readonly KnownValues known = new(ledger);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, IReadOnlyList<(string Label, string Value)> All)> kept = new(StringComparer.Ordinal);

    /// <returns>At most 25, those that begin with what is typed first.</returns>
    public async Task<IReadOnlyList<(string Label, string Value)>> OfAsync(string command, string? verb, string option, string typed, CancellationToken cancellationToken)
    {
        if (catalogue.Find(command)?.Spec is not { } spec)
        {
            return [];
        }

        string kind = DiscordCommands.Words(spec, verb).FirstOrDefault(word => word.Name == option) is { } asked ? asked.Kind.ToString() : option;
        var all = await AllAsync(kind, spec, cancellationToken);

        return [.. all
            .Where(choice => choice.Label.Contains(typed, StringComparison.OrdinalIgnoreCase) || choice.Value.Contains(typed, StringComparison.OrdinalIgnoreCase))
            .OrderBy(choice => choice.Value.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || choice.Label.StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .Where(static choice => choice.Value.Length <= DiscordLimits.Choice)
            .DistinctBy(static choice => choice.Value, StringComparer.Ordinal)
            .Take(DiscordLimits.Choices)];
    }

    private async Task<IReadOnlyList<(string Label, string Value)>> AllAsync(string kind, CommandSpec spec, CancellationToken cancellationToken)
    {
        var now = transport.GetUtcNow();
        if (kept.TryGetValue(kind, out var before) && now - before.At < Lasts)
        {
            return before.All;
        }

        var read = await ReadAsync(kind, spec, cancellationToken);
        kept[kind] = (now, read);

        return read;
    }

    private async Task<IReadOnlyList<(string Label, string Value)>> ReadAsync(string kind, CommandSpec spec, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case nameof(WordKind.Account):
                return Plain([.. Accounts(), .. Providers()]);

            case nameof(WordKind.Scope):
                var scopes = new List<(string, string)>(Plain([.. Accounts(), .. Providers(), .. await OwnersAsync(cancellationToken)]));
                foreach (string inside in InScope)
                {
                    scopes.AddRange((await SeenAsync(inside, cancellationToken)).Select(label => ($"{inside} {label}", new CommandToken(inside, label).ToString())));
                }

                return scopes;

            case nameof(WordKind.Incident):
                return [.. (await incidents.OpenAsync(cancellationToken)).Select(static incident => ($"{incident.Id} {incident.Title}", incident.Id))];

            case nameof(WordKind.Period):
                return Plain(PeriodParser.Words);

            case nameof(WordKind.Lasting):
                return [.. SnoozeChoices.All.Select(static choice => (choice.Label, choice.Time))];

            case nameof(WordKind.Command):
                return Plain([.. catalogue.Specs.Select(static known => known.Name)]);

            case "account":
                return Plain([.. Accounts()]);

            case "provider":
                return Plain([.. Providers()]);

            case "owner":
                return Plain(await OwnersAsync(cancellationToken));

            case "team" or "customer" or "product" or "workflow":
                return Plain([.. (await mappings.ReadAsync(cancellationToken)).Values(kind)]);

            case "project" or "key" or "model" or "route" or "endpoint":
                return Plain(await SeenAsync(kind, cancellationToken));

            default:
                return Plain(spec.Options.FirstOrDefault(option => option.Key == kind)?.Values ?? []);
        }
    }

    private IEnumerable<string> Accounts() => options.Accounts.Select(static account => account.Name);

    private IEnumerable<string> Providers() => options.Accounts.Select(static account => ScopeResolver.Name(account.Provider)).Distinct();

    private async Task<IReadOnlyList<string>> OwnersAsync(CancellationToken cancellationToken) =>
        [.. (await owners.AllAsync(cancellationToken)).Select(static ownership => ownership.Owner.Name).Distinct(StringComparer.OrdinalIgnoreCase)];

    private async Task<IReadOnlyList<string>> SeenAsync(string kind, CancellationToken cancellationToken) =>
        [.. (await known.OfAsync(kind, options.Accounts, cancellationToken)).Select(static value => value.Label).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static IReadOnlyList<(string Label, string Value)> Plain(IReadOnlyList<string> values) => [.. values.Select(static value => (value, value))];
}
