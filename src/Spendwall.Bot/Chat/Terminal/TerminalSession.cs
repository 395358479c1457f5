namespace Spendwall.Bot.Chat.Terminal;

/// <summary>The prompt on the process's own console, for as long as the bot runs.</summary>
public sealed class TerminalSession(TerminalPrompt prompt) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (Console.IsInputRedirected || Console.IsOutputRedirected)
            {
                await prompt.RunLinesAsync(Console.In, stoppingToken);
            }
            else
            {
                await prompt.RunKeysAsync(static () => Console.ReadKey(intercept: true), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The bot stops: nothing is left to ask.
        }
    }
}
