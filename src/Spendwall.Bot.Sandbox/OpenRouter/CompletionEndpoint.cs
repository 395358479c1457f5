using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>POST <c>/chat/completions</c>: answers one word, and charges the key for it. No model is asked.</summary>
internal sealed class CompletionEndpoint(OpenRouterAccount account)
{
    private const string Reply = "ok";

    private int sent;

    public void Map(RouteGroupBuilder routes) => routes.MapPost("/chat/completions", CompleteAsync);

    private async Task CompleteAsync(HttpContext context)
    {
        JsonElement body;
        try
        {
            body = await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw OpenRouterErrors.Refused("Invalid JSON");
        }

        string? model = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("model", out var named) ? named.GetString() : null;
        if (model is null || !account.Series.Models.Contains(model, StringComparer.Ordinal))
        {
            throw OpenRouterErrors.Refused($"{model} is not a valid model ID");
        }

        var caller = account.Callers.ByOpenRouterKey(Bearer.Of(context)!)!;
        string prompt = string.Concat(body.GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("content").GetString()));
        long input = (prompt.Length / 4) + 4;
        const long Output = 2;
        decimal usd = ((Price(account.Prices.Input(model)) * input) + (Price(account.Prices.Output(model)) * Output)) * account.Options.CompletionFactor;
        string id = $"gen-{account.Now.ToUnixTimeSeconds()}-{StableHash.Hex("completion", Interlocked.Increment(ref sent))[..20]}";
        account.Add(new(id, caller.Name, model, account.Now, input, Output, usd));
        await Answer.WriteAsync(context, 200, new CompletionBody(
            id, account.Now.ToUnixTimeSeconds(), model, Routes.Of(model)[0], [new(new("assistant", Reply), "stop")], new(input, Output, input + Output, usd)));
    }

    private static decimal Price(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private sealed record CompletionBody(string Id, long Created, string Model, string Provider, IReadOnlyList<Choice> Choices, UsageBody Usage)
    {
        public string Object { get; init; } = "chat.completion";
    }

    private sealed record Choice(Message Message, string FinishReason);

    private sealed record Message(string Role, string Content);

    private sealed record UsageBody(long PromptTokens, long CompletionTokens, long TotalTokens, decimal Cost);
}
