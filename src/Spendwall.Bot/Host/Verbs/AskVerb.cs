using System.CommandLine;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Terminal;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>ask "/runway"</c>: answers one command from stored data and ends.</summary>
internal static class AskVerb
{
    public static Command Create(BotProcess process)
    {
        var line = new Argument<string[]>("command") { Description = "The command line, such as \"/spend openai week\".", Arity = ArgumentArity.OneOrMore };
        var identity = new Option<string?>("--as") { Description = "Ask as someone else, to try a lower permission: slack:U123, discord:42, terminal:kim.", HelpName = "IDENTITY" };
        identity.Validators.Add(static result =>
        {
            // An empty variable in a script must not end up as the trusted terminal.
            if (result.Tokens is [var token] && string.IsNullOrWhiteSpace(token.Value))
            {
                result.AddError("--as takes an identity: slack:U123, discord:42, terminal:kim.");
            }
        });
        var command = new Command("ask", "Answer one command from stored data.") { line, Verb.Json, identity };
        command.SetAction((parsed, cancellationToken) => Verb.RunAsync(process, parsed, settings => BotServices.UseAsync(
            process,
            settings,
            LogLevel.Warning,
            async services =>
            {
                var caller = parsed.GetValue(identity) is { Length: > 0 } other
                    ? new Caller(new Actor(other, [], LocalAdmin: false, ChannelAddress.Terminal.ToString()), ChannelAddress.Terminal)
                    : TerminalPrompt.LocalCaller();
                string text = string.Join(' ', parsed.GetValue(line)!);
                var run = await services.GetRequiredService<CommandRunner>().ExecuteAsync(text, caller, cancellationToken);

                return await AnswerAsync(process, run, parsed.GetValue(Verb.Json));
            },
            cancellationToken)));

        return command;
    }

    private static async Task<int> AnswerAsync(BotProcess process, CommandRun run, bool json)
    {
        bool done = run.Answer is CommandAnswer.Done;
        bool unusable = run.Answer is CommandAnswer.Refused { Kind: CommandRunner.StorageKind };
        var output = done ? process.Out : process.Error;
        await output.WriteAsync(json ? AnswerJson.Render(run) + "\n" : process.Screen(output).Renderer.Render(run.Answer));

        return done ? ExitCode.Done : unusable ? ExitCode.Storage : ExitCode.Refused;
    }
}
