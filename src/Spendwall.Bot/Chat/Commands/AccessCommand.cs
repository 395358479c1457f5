using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/access</c>: who may do what to a scope, and why; an owner grants operating, an admin everything.</summary>
internal sealed class AccessCommand(IScopeResolver scopes, AccessBook access, OwnerBook owners, IPermissions permissions) : IChatCommand
{
    private const string LimitKey = "limit";

    private const string Everything = "everything";

    private const decimal MostUsd = 10_000_000;

    private static readonly string[] Platforms = ["slack", "discord"];

    private static readonly string[] Levels = ["operate", "own", "admin"];

    private static readonly string[] OnScopes = ["show", "grant", "revoke"];

    public CommandSpec Spec { get; } = new(
        "access",
        "Who may do what to an account, project, key or model, and why",
        ["show", "list", "grant", "revoke"],
        "<scope> | list | grant <scope> <who> operate|own|admin [limit:500] | revoke <scope> <who>",
        [
            .. ScopeResolver.Options.Select(static option => option with { Verbs = OnScopes }),
            .. Platforms.Select(static platform => new CommandOption(platform, $"Their id on {platform}", []) { Verbs = ["grant", "revoke"] }),
            new("rung", "What they may do", Levels) { Verbs = ["grant"] },
            new(LimitKey, "USD: the largest exception that may be approved with it", []) { Verbs = ["grant"] },
        ],
        [
            "/access openai-acme",
            "/access list",
            "/access grant openai-acme @ops slack:S0123ABCD operate",
            "/access grant key:batch-7 @lee slack:U0123ABCD own limit:500",
            "/access revoke openai-acme @ops",
        ],
        ReadOnly: false)
    {
        Words =
        [
            new("scope", "Account, provider, project, key or model; everything for all", WordKind.Scope) { Required = true, Verbs = OnScopes },
            new("who", "The person, user group or role", WordKind.Who) { Verbs = ["grant", "revoke"] },
            new("name", "A name that is known already, such as @ops", WordKind.Text) { Verbs = ["grant", "revoke"] },
        ],
        Otherwise = "show",
        Rungs = new Dictionary<string, AccessLevel>
        {
            ["show"] = AccessLevel.View,
            ["list"] = AccessLevel.View,
            ["grant"] = AccessLevel.Own,
            ["revoke"] = AccessLevel.Own,
        },
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) => request.Verb switch
    {
        "grant" => GrantAsync(request, cancellationToken),
        "revoke" => RevokeAsync(request, cancellationToken),
        "show" => ShowAsync(request, cancellationToken),
        _ => ListAsync(request, cancellationToken),
    };

    private async Task<CommandAnswer> GrantAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var words = ScopeWords.Of(request, Platforms);
        string? rung = request.Options.GetValueOrDefault("rung") ?? words.FirstOrDefault(static word => Levels.Contains(word, StringComparer.OrdinalIgnoreCase));
        if (rung is null || !Enum.TryParse<AccessLevel>(rung, ignoreCase: true, out var level))
        {
            return Usage($"Say what they may do: {Wording.AnyOf(Levels)}.");
        }

        Usd? limit = null;
        if (request.Options.TryGetValue(LimitKey, out string? text) && (limit = Limit(text)) is null)
        {
            return Usage($"limit: cannot be '{ForeignText.Excerpt(text)}'; it is USD, such as limit:500.");
        }

        if (Who(request, words) is not { } who)
        {
            return Usage("Say to whom: a platform id, or a name that has one.");
        }

        var (scope, refused) = await ScopeAsync([.. words.Where(word => !PrincipalText.IsOne(word) && !word.Equals(rung, StringComparison.OrdinalIgnoreCase))], cancellationToken);
        if (scope is null || (refused = await RefusalAsync(request, level, scope, cancellationToken)) is not null)
        {
            return refused!;
        }

        var grant = new Grant(scope, await owners.ResolveAsync(who, cancellationToken), level, request.Now, request.Caller.Actor.Identity) { Limit = limit };

        return await access.GrantAsync(grant, request.Caller.Actor, cancellationToken) switch
        {
            ChangeOutcome<Grant>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
            _ => Changed(grant, $"{grant.Who.Name} may {Word(level)} {scope}", Means(level, limit), request.Now),
        };
    }

    private async Task<CommandAnswer> RevokeAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var words = ScopeWords.Of(request, Platforms);
        if (Who(request, words) is not { } who)
        {
            return Usage("Say from whom: a name or a platform id.");
        }

        var (scope, refused) = await ScopeAsync([.. words.Where(static word => !PrincipalText.IsOne(word))], cancellationToken);
        if (scope is null || (refused = await RefusalAsync(request, AccessLevel.Operate, scope, cancellationToken)) is not null)
        {
            return refused!;
        }

        string name = (await owners.ResolveAsync(who, cancellationToken)).Name;
        var there = (await access.AllAsync(cancellationToken)).FirstOrDefault(grant => grant.Scope.Equals(scope) && grant.Who.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (there is not null && (refused = await RefusalAsync(request, there.Level, scope, cancellationToken)) is not null)
        {
            return refused;
        }

        return await access.RevokeAsync(scope, name, request.Caller.Actor, request.Now, cancellationToken) switch
        {
            ChangeOutcome<Grant>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
            ChangeOutcome<Grant>.Done done => Changed(done.Value, $"{name} may not {Word(done.Value.Level)} {scope} any more", "What they hold by owning, or for a wider scope, stays.", request.Now),
            _ => throw new InvalidOperationException("A change is done or refused."),
        };
    }

    private async Task<CommandAnswer> ShowAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (scope, refused) = await ScopeAsync(ScopeWords.Of(request), cancellationToken);
        if (scope is null)
        {
            return refused!;
        }

        var view = await access.ViewAsync(scope, cancellationToken);
        var mine = view.Of(request.Caller.Actor);
        var rows = Admins(view).ToList();
        if (view.Owner is { } owner)
        {
            rows.Add(new(owner.Owner.Name, AccessLevel.Own, owner.InheritedFrom is { } from ? $"owner, by owning {from}" : "owner", null));
        }

        rows.AddRange(view.Reaching.Select(static grant => new Row(grant.Who.Name, grant.Level, $"granted for {grant.Scope}", grant.Limit)));
        var message = new ChatMessage
        {
            Title = $"Who may do what to {scope}",
            Blocks = [Table(rows), new ChatBlock.Line($"You may {Word(mine.Level)} it. {mine.Why}")],
            Footer = ["everyone may look; who is where an alert was posted may acknowledge, snooze and explain it"],
        };
        var json = new JsonObject { ["you"] = Rung(mine.Level), ["you_limit_usd"] = AnswerJson.Of(mine.Limit), ["rights"] = Json(rows) };

        return new CommandAnswer.Done(message, new(request.Now, scope.Text, null, json, []));
    }

    private async Task<CommandAnswer> ListAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var all = await access.AllAsync(cancellationToken);
        var rows = Admins(await access.ViewAsync(Scope.All, cancellationToken)).Concat(all.Select(static grant => new Row(grant.Who.Name, grant.Level, $"granted for {grant.Scope} by {grant.Source}", grant.Limit))).ToList();
        var message = new ChatMessage
        {
            Title = all.Count == 0 ? "Nothing was granted yet" : $"Granted: {Wording.Number(all.Count, "right")}",
            Blocks = rows.Count == 0 ? [new ChatBlock.Line("Admins in the settings are the first who may grant; owners hold their own scopes.")] : [Table(rows)],
            Footer = ["owners hold their scopes without a grant: /owner list"],
        };

        return new CommandAnswer.Done(message, new(request.Now, null, null, new JsonObject { ["rights"] = Json(rows) }, []));
    }

    private async Task<(Scope? Scope, CommandAnswer.Refused? Refused)> ScopeAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (words is [var only] && only.Equals(Everything, StringComparison.OrdinalIgnoreCase))
        {
            return (Scope.All, null);
        }

        return words.Count == 0
            ? (null, Usage("Say of what: an account, provider, project, key or model, or everything."))
            : await scopes.ResolveAsync(words, cancellationToken) switch
            {
                ScopeResolution.Found found => (found.Scope, null),
                ScopeResolution.Refused no => (null, new(no.Kind, no.Message, no.Fix)),
                _ => throw new InvalidOperationException("A scope is found or refused."),
            };
    }

    /// <summary>Operating is the owner's to grant; what is above it an admin's.</summary>
    private async Task<CommandAnswer.Refused?> RefusalAsync(CommandRequest request, AccessLevel granted, Scope scope, CancellationToken cancellationToken)
    {
        var needed = granted <= AccessLevel.Operate ? AccessLevel.Own : AccessLevel.Admin;
        var decision = await permissions.DecideAsync(request.Caller.Actor, needed, scope, cancellationToken);

        return decision.Allowed ? null : new("permission", decision.Reason, "Ask one of them.");
    }

    private static PrincipalText? Who(CommandRequest request, List<string> words) => PrincipalText.Parse(
        [.. words.Where(PrincipalText.IsOne), .. Platforms.Where(request.Options.ContainsKey).Select(platform => $"{platform}:{request.Options[platform]}")]);

    private static IEnumerable<Row> Admins(AccessView view) =>
        view.Admins.All.Select(identity => new Row(view.People.NameOf(identity) ?? identity, AccessLevel.Admin, "admin in the settings", null));

    private static ChatBlock.Table Table(IReadOnlyList<Row> rows) => new(
        ["Who", "May", "Why", "Exceptions up to"],
        rows.Count == 0
            ? [["nobody", "", "only who is at the machine", ""]]
            : [.. rows.OrderByDescending(static row => row.Level).Select(static IReadOnlyList<string> (row) => [row.Who, Word(row.Level), row.Why, row.Limit is { } limit ? limit.ToString() : ""])],
        [false, false, false, true]);

    private static JsonArray Json(IEnumerable<Row> rows) => new([.. rows.Select(static row => (JsonNode)new JsonObject
    {
        ["who"] = row.Who,
        ["level"] = Rung(row.Level),
        ["why"] = row.Why,
        ["limit_usd"] = AnswerJson.Of(row.Limit),
    })]);

    private static CommandAnswer.Done Changed(Grant grant, string title, string line, DateTimeOffset now) => new(
        new ChatMessage { Title = title, Tone = Tone.Good, Blocks = [new ChatBlock.Line(line)] },
        new(now, grant.Scope.Text, null, new JsonObject { ["rights"] = Json([new(grant.Who.Name, grant.Level, $"granted for {grant.Scope}", grant.Limit)]) }, []));

    private static string Means(AccessLevel level, Usd? limit) => level switch
    {
        AccessLevel.Operate => "That is to acknowledge, snooze and explain.",
        AccessLevel.Own => $"That is to set its owner, budgets, events and credits{(limit is { } most ? $", and exceptions up to {most}" : "")}.",
        _ => "That is everything inside it, and to grant it.",
    };

    private static Usd? Limit(string text) =>
        decimal.TryParse(text.TrimStart('$').Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal usd) && usd is > 0 and <= MostUsd
            ? Usd.FromDollars(usd)
            : null;

    private static string Word(AccessLevel level) => level switch
    {
        AccessLevel.View => "look at",
        AccessLevel.Admin => "administer",
        _ => level.ToString().ToLowerInvariant(),
    };

    private static string Rung(AccessLevel level) => level.ToString().ToLowerInvariant();

    private static CommandAnswer.Refused Usage(string message) => new("usage", message, "Such as /access grant openai-acme @ops slack:S0123ABCD operate.");

    private sealed record Row(string Who, AccessLevel Level, string Why, Usd? Limit);
}
