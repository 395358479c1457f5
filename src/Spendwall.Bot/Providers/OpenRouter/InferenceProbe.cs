using System.Text.Json;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>POST <c>/chat/completions</c> with an ordinary key. https://openrouter.ai/docs/api-reference/chat-completion</summary>
internal sealed class InferenceProbe(AccountOptions account, ProviderTransport transport, RequestPaces paces, KeyInventory keys)
{
    private Secret? Key => account.InferenceKey.IsEmpty ? null : account.InferenceKey;

    public async Task<bool> CanAskAsync(CancellationToken cancellationToken) => Key is not null || !(await keys.OwnAsync(null, cancellationToken)).IsManagement;

    public Task<ProbeAnswer> AskAsync(string model, string prompt, int mostTokens, CancellationToken cancellationToken) => transport.ReadAsync(
        new ProviderRequest("chat/completions") { Body = Body(model, prompt, mostTokens), Key = Key, Paces = paces.Any, IsOnce = true },
        static root =>
        {
            var usage = root.Field("usage");

            return new ProbeAnswer(
                root.Text("id") ?? throw new FormatException("'id' is missing"),
                root.Text("model"),
                root.Text("provider"),
                usage?.Dollars("cost"),
                usage?.Count("prompt_tokens"),
                usage?.Count("completion_tokens"));
        },
        cancellationToken);

    public async Task<Usd?> KeyUsageAsync(CancellationToken cancellationToken) => (await keys.OwnAsync(Key, cancellationToken)).Cap.Usage;

    private static byte[] Body(string model, string prompt, int mostTokens)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteNumber("max_tokens", mostTokens);
            json.WriteStartArray("messages");
            json.WriteStartObject();
            json.WriteString("role", "user");
            json.WriteString("content", prompt);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.ToArray();
    }
}
