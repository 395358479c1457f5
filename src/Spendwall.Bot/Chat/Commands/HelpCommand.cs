using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/help [command]</c>: what there is, examples first.</summary>
internal sealed class HelpCommand(CommandCatalogue catalogue) : IChatCommand
{
    public CommandSpec Spec { get; } = new(
        "help", "What you can ask, with examples", [], "[command]", [], ["/help", "/help spend"], ReadOnly: true)
    {
        Words =
        [
            new("command", "One command, with its options", WordKind.Command),
        ],
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) => Task.FromResult(Answer(request));

    private CommandAnswer Answer(CommandRequest request)
    {
        if (request.Words.Count == 0)
        {
            return All();
        }

        string name = request.Words[0].TrimStart('/');

        return catalogue.Find(name)?.Spec is { } spec
            ? One(spec)
            : new CommandAnswer.Refused(
                "unknown",
                $"There is no command '/{ForeignText.Excerpt(name)}'. {Wording.DidYouMean(Nearest.To(name, catalogue.Specs.Select(static known => known.Name)))}".TrimEnd(),
                "/help lists the commands.");
    }

    private CommandAnswer.Done All()
    {
        var rows = catalogue.Specs.Select(static IReadOnlyList<string> (spec) => [$"/{spec.Name} {spec.Usage}".TrimEnd(), spec.Summary]).ToList();
        var message = new ChatMessage
        {
            Title = "What you can ask",
            Blocks =
            [
                new ChatBlock.Table(["Command", "Answer"], rows, [false, false]),
                new ChatBlock.Code(string.Join('\n', catalogue.Specs.Where(static spec => spec.Examples.Count > 0).Take(6).Select(static spec => spec.Examples[^1]))),
            ],
            Footer = ["/help <command> says more; words and key:value options go in any order; all times are UTC"],
        };

        return new(message, Data(catalogue.Specs));
    }

    private static CommandAnswer.Done One(CommandSpec spec)
    {
        var blocks = new List<ChatBlock> { new ChatBlock.Line(spec.Summary), new ChatBlock.Code(string.Join('\n', spec.Examples)) };
        if (spec.Options.Count > 0)
        {
            blocks.Add(new ChatBlock.Table(
                ["Option", "Meaning"],
                spec.Options.Select(static IReadOnlyList<string> (option) => [option.Key + ":", Describe(option)]).ToList(),
                [false, false]));
        }

        return new(new ChatMessage { Title = $"/{spec.Name} {spec.Usage}".TrimEnd(), Blocks = blocks }, Data([spec]));
    }

    private static string Describe(CommandOption option) => option.Values.Count == 0 ? option.Summary : $"{option.Summary}: {string.Join(", ", option.Values)}";

    private static AnswerData Data(IEnumerable<CommandSpec> specs)
    {
        var list = new JsonArray([.. specs.Select(static spec => (JsonNode)new JsonObject
        {
            ["name"] = spec.Name,
            ["summary"] = spec.Summary,
            ["usage"] = $"/{spec.Name} {spec.Usage}".TrimEnd(),
            ["options"] = AnswerJson.Array(spec.Options.Select(static option => option.Key)),
            ["examples"] = AnswerJson.Array(spec.Examples),
        })]);

        return new(null, null, null, new JsonObject { ["commands"] = list }, []);
    }
}
