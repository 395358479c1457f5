using Spendwall.Bot.Money;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>The answer to <c>/spend</c> for people and for machines.</summary>
internal static class SpendMessage
{
    private const int MostRows = 15;

    public static CommandAnswer.Done Of(SpendQuestion question, SpendAnswer answer) => new(Message(question, answer), Data(question, answer));

    private static ChatMessage Message(SpendQuestion question, SpendAnswer answer)
    {
        var blocks = new List<ChatBlock> { new ChatBlock.Fields(Fields(question, answer)) };
        if (answer.Groups.Count > 0)
        {
            blocks.Add(Table(question, answer));
        }

        if (answer.Daily.Any(static day => day is not null))
        {
            blocks.Add(new ChatBlock.Spark("14 days, USD a day, the last one today so far", answer.Daily.Select(static day => day?.ToDouble()).ToList()));
        }

        return new()
        {
            Title = $"Spend of {question.Scope}, {Name(question)}: {Wording.Money(answer.Total.Total)}",
            Blocks = blocks,
            Footer = [Wording.AsOf(answer.AsOf, question.Now), .. answer.Notes, .. answer.BlindSpots],
        };
    }

    private static List<(string, string)> Fields(SpendQuestion question, SpendAnswer answer)
    {
        var fields = new List<(string, string)>
        {
            ("Billed", Wording.Money(answer.Total.Billed)),
            ("Estimated", Wording.Money(answer.Total.Estimated)),
        };
        if (answer.Total.Byok is { Nanos: not 0 } byok)
        {
            fields.Add(("BYOK, billed by the upstream provider, in no total", Wording.Money(byok)));
        }

        string without = answer.Change?.Without.Count > 0 ? $", without {string.Join(", ", answer.Change.Without)}" : "";
        string until = answer.Change is { } cut && cut.Until < question.Period.Range.End ? $", both up to {Wording.Instant(cut.Until)} of this one" : "";
        fields.Add(("Change", answer.Change is { } change
            ? $"{Wording.Change(change.Before, change.Now)} against {question.Period.BeforeName}: {change.Before} → {change.Now}{until}{without}"
            : $"{Wording.Unknown}: {question.Period.BeforeName} is not known"));

        return fields;
    }

    private static ChatBlock.Table Table(SpendQuestion question, SpendAnswer answer)
    {
        bool hasEstimates = answer.Groups.Any(static group => group.Figures.Estimated is { Nanos: not 0 });
        bool hasCounts = answer.Groups.Any(static group => group.Figures.Requests is not null || group.Figures.InputTokens is not null);
        var columns = new List<(string Header, bool Numeric, Func<SpendGroup, string> Cell)> { (Header(question.By), false, static group => group.Key ?? Wording.Unknown) };
        if (hasEstimates)
        {
            columns.Add(("Billed", true, static group => Wording.Money(group.Figures.Billed)));
            columns.Add(("Estimated", true, static group => Wording.Money(group.Figures.Estimated)));
        }

        columns.Add(("USD", true, static group => Wording.Money(group.Figures.Total)));
        if (hasCounts)
        {
            columns.Add(("Requests", true, static group => Wording.Compact(group.Figures.Requests)));
            columns.Add(("Tokens in", true, static group => Wording.Compact(group.Figures.InputTokens)));
            columns.Add(("Tokens out", true, static group => Wording.Compact(group.Figures.OutputTokens)));
        }

        return new(
            columns.Select(static column => column.Header).ToList(),
            Shown(question, answer).Select(group => (IReadOnlyList<string>)columns.Select(column => column.Cell(group)).ToList()).ToList(),
            columns.Select(static column => column.Numeric).ToList());
    }

    private static IEnumerable<SpendGroup> Shown(SpendQuestion question, SpendAnswer answer)
    {
        if (answer.Groups.Count <= MostRows || question.By.IsTime)
        {
            return answer.Groups;
        }

        var rest = answer.Groups.Skip(MostRows - 1).Aggregate(default(SpendFigures), static (sum, group) => sum + group.Figures);

        return answer.Groups.Take(MostRows - 1).Append(new SpendGroup($"{answer.Groups.Count - MostRows + 1} more", null, rest));
    }

    private static AnswerData Data(SpendQuestion question, SpendAnswer answer)
    {
        var data = new JsonObject
        {
            ["billed_usd"] = AnswerJson.Of(answer.Total.Billed),
            ["estimated_usd"] = AnswerJson.Of(answer.Total.Estimated),
            ["total_usd"] = AnswerJson.Of(answer.Total.Total),
            ["rows"] = new JsonArray([.. answer.Groups.Select(static group => (JsonNode)Row(group))]),
            ["by"] = question.By.Name,
            ["byok_usd"] = AnswerJson.Of(answer.Total.Byok),
            ["change"] = answer.Change is { } change ? Change(question, change) : null,
            ["daily_usd"] = new JsonArray([.. answer.Daily.Select(AnswerJson.Of)]),
        };
        string? scope = question.Scope.Text.Length == 0 ? null : question.Scope.Text;

        return new(answer.AsOf, scope, question.Period.Range, data, answer.BlindSpots);
    }

    private static JsonObject Row(SpendGroup group)
    {
        var row = new JsonObject
        {
            ["key"] = AnswerJson.Of(group.Key),
            ["billed_usd"] = AnswerJson.Of(group.Figures.Billed),
            ["estimated_usd"] = AnswerJson.Of(group.Figures.Estimated),
            ["total_usd"] = AnswerJson.Of(group.Figures.Total),
            ["requests"] = AnswerJson.Of(group.Figures.Requests),
            ["input_tokens"] = AnswerJson.Of(group.Figures.InputTokens),
            ["output_tokens"] = AnswerJson.Of(group.Figures.OutputTokens),
        };
        if (group.Id is not null)
        {
            row["id"] = group.Id;
        }

        return row;
    }

    private static JsonObject Change(SpendQuestion question, SpendChange change) => new()
    {
        ["before_usd"] = AnswerJson.Of(change.Before),
        ["now_usd"] = AnswerJson.Of(change.Now),
        ["change_usd"] = AnswerJson.Of(change.Now - change.Before),
        ["change_ratio"] = AnswerJson.Ratio(change.Before.Nanos > 0 ? (change.Now - change.Before).ToDouble() / change.Before.ToDouble() : null),
        ["before_start"] = AnswerJson.Of(question.Period.Before.Start),
        ["until"] = AnswerJson.Of(change.Until),
        ["without"] = AnswerJson.Array(change.Without),
    };

    private static string Header(SpendAxis axis) => axis.ToString();

    /// <summary>The period for a sentence.</summary>
    public static string Name(SpendQuestion question) => question.Period.Name switch
    {
        "week" => "this week",
        "month" => "this month",
        string name => name,
    };
}
