using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Chat.Commands.Explaining;

/// <summary>The answer to <c>/explain</c> for people and for machines.</summary>
internal static class ExplainMessage
{
    private const int MostRows = 5;

    public static CommandAnswer.Done Of(ExplainQuestion question, ExplainAnswer answer) => new(
        Message(question, answer),
        new(answer.Compared?.Now.End, question.Scope.Text, answer.Compared?.Now ?? question.Period.Range, Json(answer), answer.BlindSpots));

    private static ChatMessage Message(ExplainQuestion question, ExplainAnswer answer)
    {
        string about = $"{(question.IsDrain ? $"What drained {question.Scope}" : $"Why {question.Scope} changed")}, {question.Period.Name} against {question.BeforeName}";
        var footer = new List<string> { Wording.AsOf(answer.Compared?.Now.End, question.Now) };
        footer.AddRange(answer.BlindSpots);
        if (answer.Change is not { } change)
        {
            return new() { Title = $"{about}: {Wording.Unknown}", Blocks = [.. question.Told.Select(static line => new ChatBlock.Line(line))], Footer = footer };
        }

        var blocks = new List<ChatBlock>
        {
            new ChatBlock.Line($"{change.Now} against {change.Before} in {question.BeforeName}{(answer.Compared!.Value.Before.Length == answer.Compared.Value.Now.Length ? "" : ", drawn to the same length")}"),
        };
        if (question.IsDrain)
        {
            AddSpent(blocks, "Model", answer.SpentByModel, change.ByModel, Known);
            AddSpent(blocks, "Key", answer.SpentByCaller, change.ByCaller, Caller);
        }

        if (change.ByCause.Any(static part => part.Usd != Usd.Zero))
        {
            blocks.Add(new ChatBlock.Table(["Because of", "USD"], [.. change.ByCause.Where(static part => part.Usd != Usd.Zero).Select(static IReadOnlyList<string> (part) => [ExplanationWords.Of(part.Key, part.Usd > Usd.Zero), Wording.WithSign(part.Usd)])], [false, true]));
        }

        if (!question.IsDrain)
        {
            Add(blocks, "Key", change.ByCaller, Caller);
            Add(blocks, "Model", change.ByModel, Known);
        }

        Add(blocks, "Owner", change.ByOwner, static owner => owner.Length > 0 ? owner : "nobody");
        if (answer.Premium is { } premium)
        {
            blocks.Add(new ChatBlock.Line($"Premium models: {Wording.Percent(premium.Before)} → {Wording.Percent(premium.Now)} of the cost"));
        }

        if (answer.Routes.Count > 0)
        {
            blocks.Add(new ChatBlock.Table(["Serving provider", "Before", "Now"], [.. answer.Routes.Take(MostRows).Select(static IReadOnlyList<string> (row) => [row.Route.Length > 0 ? row.Route : Wording.Unknown, Wording.Percent(row.Before), Wording.Percent(row.Now)])], [false, true, true]));
        }

        return new()
        {
            Title = question.IsDrain ? $"{about}: {change.Now}, {Wording.Change(change.Before, change.Now)}" : $"{about}: {Wording.Change(change.Before, change.Now)}",
            Tone = Tone.Neutral,
            Blocks = blocks,
            Footer = footer,
        };

        string Caller(string caller) => answer.Names.GetValueOrDefault(caller) ?? Known(caller);
    }

    private static string Known(string name) => name.Length > 0 ? name : Wording.Unknown;

    private static void AddSpent(
        List<ChatBlock> blocks, string header, IReadOnlyList<(string Key, Usd Usd)> spent, IReadOnlyList<(string Key, Usd Usd)> changes, Func<string, string> name)
    {
        double all = spent.Sum(static part => part.Usd.ToDouble());
        if (all <= 0)
        {
            return;
        }

        var change = changes.ToDictionary(static part => part.Key, static part => part.Usd, StringComparer.Ordinal);
        blocks.Add(new ChatBlock.Table(
            [header, "USD", "Share", "Change"],
            [.. spent.Take(MostRows).Select(IReadOnlyList<string> (part) => [name(part.Key), part.Usd.ToString(), Wording.Percent(part.Usd.ToDouble() / all), Wording.WithSign(change.GetValueOrDefault(part.Key))])],
            [false, true, true, true]));
    }

    private static void Add(List<ChatBlock> blocks, string header, IReadOnlyList<(string Key, Usd Usd)> parts, Func<string, string> name)
    {
        var moved = parts.Where(static part => part.Usd != Usd.Zero).ToList();
        if (moved.Count > 0 && (moved.Count > 1 || moved[0].Key.Length > 0))
        {
            blocks.Add(new ChatBlock.Table([header, "USD"], [.. moved.Take(MostRows).Select(IReadOnlyList<string> (part) => [name(part.Key), Wording.WithSign(part.Usd)])], [false, true]));
        }
    }

    private static JsonObject Json(ExplainAnswer answer) => new()
    {
        ["before_usd"] = AnswerJson.Of(answer.Change?.Before),
        ["now_usd"] = AnswerJson.Of(answer.Change?.Now),
        ["change_usd"] = AnswerJson.Of(answer.Change?.Change),
        ["compared_with"] = answer.Compared is { } compared ? new JsonObject { ["start"] = AnswerJson.Of(compared.Before.Start), ["end"] = AnswerJson.Of(compared.Before.End) } : null,
        ["causes"] = Rows(answer.Change?.ByCause, static cause => new JsonObject { ["cause"] = Snake(cause.ToString()), ["driver"] = Snake(cause.Driver().ToString()) }),
        ["callers"] = Rows(answer.Change?.ByCaller, caller => new JsonObject { ["caller"] = caller, ["name"] = AnswerJson.Of(answer.Names.GetValueOrDefault(caller)) }),
        ["models"] = Rows(answer.Change?.ByModel, static model => new JsonObject { ["model"] = model }),
        ["owners"] = Rows(answer.Change?.ByOwner, static owner => new JsonObject { ["owner"] = owner.Length > 0 ? owner : null }),
        ["spent_by_model"] = new JsonArray([.. answer.SpentByModel.Select(static part => (JsonNode)new JsonObject { ["model"] = part.Model, ["usd"] = AnswerJson.Of(part.Usd) })]),
        ["spent_by_caller"] = new JsonArray([.. answer.SpentByCaller.Select(static part => (JsonNode)new JsonObject { ["caller"] = part.Caller, ["usd"] = AnswerJson.Of(part.Usd) })]),
        ["routes"] = new JsonArray([.. answer.Routes.Select(static row => (JsonNode)new JsonObject { ["route"] = row.Route, ["share_before"] = AnswerJson.Ratio(row.Before), ["share_now"] = AnswerJson.Ratio(row.Now) })]),
        ["premium_share"] = answer.Premium is { } premium ? new JsonObject { ["before"] = AnswerJson.Ratio(premium.Before), ["now"] = AnswerJson.Ratio(premium.Now) } : null,
    };

    private static JsonArray Rows<TKey>(IReadOnlyList<(TKey Key, Usd Usd)>? parts, Func<TKey, JsonObject> row) => new([.. (parts ?? []).Select(part =>
    {
        var json = row(part.Key);
        json["usd"] = AnswerJson.Of(part.Usd);

        return (JsonNode)json;
    })]);

    private static string Snake(string name) => string.Concat(name.Select(static (letter, at) => char.IsUpper(letter) ? $"{(at > 0 ? "_" : "")}{char.ToLowerInvariant(letter)}" : letter.ToString()));
}
