namespace Spendwall.Bot.Sandbox;

/// <summary>The bot's place in the Sandbox: what runs between the first lines and the end.</summary>
internal static class SandboxBot
{
    /// <summary>Runs against the stand-ins until it is stopped.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(SandboxEnvironment environment, CancellationToken cancellationToken)
    {
        foreach (var account in environment.Settings.Accounts)
        {
            await Console.Out.WriteLineAsync($"{account.Name}: {account.BaseUrl}");
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

        return 0;
    }
}
