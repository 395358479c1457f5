namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <summary>Nonces of the last few minutes: a post that is repeated with one returns the first message.</summary>
internal sealed class NonceBook(TimeProvider real)
{
    // Discord says "the past few minutes" and no more.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Message, long At)> seen = [];

    public string? Find(string nonce)
    {
        lock (gate)
        {
            return seen.TryGetValue(nonce, out var found) && real.GetElapsedTime(found.At) < Memory ? found.Message : null;
        }
    }

    public void Add(string nonce, string message)
    {
        lock (gate)
        {
            seen[nonce] = (message, real.GetTimestamp());
        }
    }
}
