using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Waste;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Spending;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Waste;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/waste [scope] [period]</c>: what was paid for and brought nothing new, largest first, with who can mend it; empty: the last seven days.</summary>
internal sealed class WasteCommand(ScopeResolver scopes, WasteReader reader, ISpendLedger ledger, IOwnerBook owners, MappingStore mappings) : IChatCommand
{
    private const int MostRows = 10;

    /// <summary>What a request record tells by itself, beside the account.</summary>
    private static readonly string[] Kinds = ["account", "provider", "project", "workflow", "customer", "key", "model", "route", "endpoint"];

    public CommandSpec Spec { get; } = new(
        "waste",
        "Repeats, loops, duplicate jobs, paid retries, failures and idle keys",
        [],
        "[account|provider|project|key|model] [today|yesterday|week|month|7d|30d|2026-11]",
        [.. ScopeResolver.Options.Where(static option => Kinds.Contains(option.Key))],
        ["/waste", "/waste openrouter-main 30d", "/waste workflow:summaries week"],
        ReadOnly: true)
    {
        Words =
        [
            new("scope", "Account, provider, project, key or model; all unless told", WordKind.Scope),
            new("period", "Such as week, month, 30d or 2026-11; seven days unless told", WordKind.Period),
        ],
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (period, refusal, words) = PeriodWords.Read(request, "7d");
        if (period is null)
        {
            return refusal!;
        }

        return await scopes.ResolveAsync(words, request.Options, PeriodParser.Words, acceptUnseen: true, cancellationToken) switch
        {
            ScopeReading.Refused refused => refused.Answer,
            ScopeReading.Found found when found.Scope.Parts.Keys.FirstOrDefault(static kind => !Kinds.Contains(kind)) is { } kind =>
                new CommandAnswer.Refused("usage", $"Request records do not tell of any {kind}.", $"Ask for one of {string.Join(", ", Kinds)}."),
            ScopeReading.Found found => await AnswerAsync(request, found, period, cancellationToken),
            _ => throw new InvalidOperationException("A scope is found or refused."),
        };
    }

    private async Task<CommandAnswer> AnswerAsync(CommandRequest request, ScopeReading.Found found, Period period, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, IReadOnlyList<DimensionName>>();
        var all = new List<AccountWaste>();
        var blind = new List<string>();
        foreach (var account in found.Accounts)
        {
            names[account.Name] = await ledger.NamesAsync(account.Name, cancellationToken);
            var one = await reader.ReadAsync(account, period.Range, request.Now, record => IsInside(record, found.Scope), cancellationToken);
            all.Add(one);
            if (one.Records == 0)
            {
                blind.Add($"{account.Name}: no request records in this period, so only idle keys are seen");
            }

            if (account.Provider == ProviderKind.OpenAI)
            {
                blind.Add($"{account.Name}: OpenAI does not tell when a key was last used");
            }
        }

        blind.Add("no provider tells which seats are used");
        var traits = new SpendTraits(await owners.AllAsync(cancellationToken), await mappings.ReadAsync(cancellationToken), names, DateOnly.FromDateTime(period.Days.End.AddDays(-1).UtcDateTime));
        var rows = all.SelectMany(one => one.Found.Select(waste => new Row(one.Account, waste, OwnerOf(one.Account, waste.Source, traits)))).OrderByDescending(static row => row.Waste.Cost).ThenByDescending(static row => row.Waste.Requests).ToList();
        bool isWhole = found.Scope.Parts.Keys.All(static kind => kind is "account" or "provider");
        var idle = isWhole ? all.SelectMany(one => one.IdleKeys.Select(key => (one.Account, Key: key))).ToList() : [];
        var total = all.Aggregate(Usd.Zero, static (sum, one) => sum + one.Total);

        var message = new ChatMessage
        {
            Title = rows.Count > 0 ? $"Waste of {total} in {period.Name}" : all.Sum(static one => one.Records) > 0 ? $"No waste found in {period.Name}" : $"Waste in {period.Name} is {Wording.Unknown}",
            Blocks = [.. Blocks(rows, idle)],
            Footer = blind,
        };

        return new CommandAnswer.Done(message, new(request.Now, found.Scope.Parts.Count == 0 ? null : found.Scope.Text, period.Range, Json(rows, idle, all, total), blind));
    }

    private static IEnumerable<ChatBlock> Blocks(List<Row> rows, List<(AccountOptions Account, KeyCap Key)> idle)
    {
        if (rows.Count > 0)
        {
            yield return new ChatBlock.Table(
                ["What", "Where", "Requests", "USD", "Who can mend it"],
                [.. rows.Take(MostRows).Select(static row => (IReadOnlyList<string>)[Name(row.Waste.Kind), ForeignText.Clean(row.Where), Wording.Count(row.Waste.Requests), row.Waste.Cost.ToString(), row.Owner ?? "nobody owns it"])],
                [false, false, true, true, false]);
            foreach (var kind in rows.Take(MostRows).Select(static row => row.Waste.Kind).Distinct())
            {
                yield return new ChatBlock.Line($"{Name(kind)}: {Remedy(kind)}");
            }
        }

        if (rows.Count > MostRows)
        {
            yield return new ChatBlock.Line($"… and {rows.Count - MostRows} more; a narrower scope shows them");
        }

        if (idle.Count > 0)
        {
            string some = string.Join(", ", idle.Take(MostRows).Select(static one => ForeignText.Excerpt(one.Key.Name)));
            yield return new ChatBlock.Line($"{Wording.Number(idle.Count, "key")} not used for 30 days: {some}{(idle.Count > MostRows ? " …" : "")}. An admin of the account disables them: a forgotten key is a risk, not a cost");
        }
    }

    private static JsonObject Json(List<Row> rows, List<(AccountOptions Account, KeyCap Key)> idle, List<AccountWaste> all, Usd total) => new()
    {
        ["waste_usd"] = all.Sum(static one => one.Records) > 0 ? total.Dollars : null,
        ["records"] = all.Sum(static one => one.Records),
        ["rows"] = new JsonArray([.. rows.Select(static row => (JsonNode)new JsonObject
        {
            ["kind"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(row.Waste.Kind.ToString()),
            ["account"] = row.Account.Name,
            ["workflow"] = Told(row.Waste.Source.Workflow),
            ["caller"] = Told(row.Waste.Source.Caller),
            ["model"] = Told(row.Waste.Source.Model),
            ["requests"] = row.Waste.Requests,
            ["usd"] = row.Waste.Cost.Dollars,
            ["first"] = Exports.CsvText.Instant(row.Waste.First),
            ["last"] = Exports.CsvText.Instant(row.Waste.Last),
            ["owner"] = row.Owner,
            ["remedy"] = Remedy(row.Waste.Kind),
        })]),
        ["idle_keys"] = new JsonArray([.. idle.Select(static one => (JsonNode)new JsonObject
        {
            ["account"] = one.Account.Name,
            ["key"] = one.Key.KeyId,
            ["name"] = one.Key.Name,
            ["last_used_at"] = one.Key.LastUsedAt is { } at ? Exports.CsvText.Instant(at) : null,
        })]),
    };

    private static string Name(WasteKind kind) => kind switch
    {
        WasteKind.Loop => "loop",
        WasteKind.DuplicateJob => "job run twice",
        WasteKind.Repeat => "repeated requests",
        WasteKind.PaidRetry => "paid retries",
        _ => "failed but charged",
    };

    private static string Remedy(WasteKind kind) => kind switch
    {
        WasteKind.Loop => "the same again within two minutes, five times and more: give the agent a limit of steps and stop on no progress",
        WasteKind.DuplicateJob => "most of an hour's requests were those of an earlier hour: check the schedule and give the job a lock",
        WasteKind.Repeat => "the same sizes and the same answer's length within a day: cache answers, or turn on the response cache",
        WasteKind.PaidRetry => "an attempt was charged and tried again: raise the time limit before retrying, and retry on the same id",
        _ => "it failed after the provider had begun: stream, lower max_tokens, or raise the caller's time limit",
    };

    private static string? OwnerOf(AccountOptions account, WasteSource source, SpendTraits traits) =>
        traits.OwnerOf(new(account, null, new() { Key = source.Caller, Model = source.Model }, default));

    private static bool IsInside(RequestRecord record, Scope scope) => scope.Parts.All(part => part.Key switch
    {
        "project" => Same(record.Labels.Project, part.Value),
        "workflow" => Same(record.Labels.Workflow, part.Value),
        "customer" => Same(record.Labels.Customer, part.Value),
        "key" => Same(record.Labels.Caller, part.Value),
        "model" => Same(record.Labels.Model, part.Value),
        "route" => Same(record.Labels.Route, part.Value),
        "endpoint" => Same(record.Labels.Endpoint, part.Value),
        _ => true,
    });

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string? Told(string text) => text.Length == 0 ? null : text;

    private sealed record Row(AccountOptions Account, WasteFound Waste, string? Owner)
    {
        public string Where
        {
            get
            {
                var source = Waste.Source;
                string told = string.Join(", ", new[] { source.Workflow, source.Caller, source.Model }.Where(static text => text.Length > 0));

                return told.Length > 0 ? told : Account.Name;
            }
        }
    }
}
