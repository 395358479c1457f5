using System.Net.Http.Headers;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Providers.Http;

/// <summary>One question to a provider; nearly all of them only read, so each can be asked again.</summary>
/// <param name="Path">Below the base URL, without a leading slash, escaped.</param>
internal sealed record ProviderRequest(string Path)
{
    /// <summary>JSON to post; null: a GET.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Another key than the account's.</summary>
    public Secret? Key { get; init; }

    /// <summary>What to wait for before each attempt.</summary>
    public IReadOnlyList<RequestPace> Paces { get; init; } = [];

    /// <summary>A 408 says that the question is too wide, and asking it again does not help.</summary>
    public bool CanBeTooWide { get; init; }

    /// <summary>It costs something, and is never sent again.</summary>
    public bool IsOnce { get; init; }

    /// <summary>For messages: the verb and the path without its query.</summary>
    public string Label => $"{(Body is null ? "GET" : "POST")} /{Path.Split('?')[0]}";

    public HttpRequestMessage ToMessage(Uri baseUrl, Secret accountKey)
    {
        var message = new HttpRequestMessage(Body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(baseUrl, Path));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (Key ?? accountKey).Reveal());
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return message;
    }
}
