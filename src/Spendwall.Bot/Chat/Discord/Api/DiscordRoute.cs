using System.Globalization;

namespace Spendwall.Bot.Chat.Discord.Api;

/// <summary>A request as Discord counts it: the route without its ids, and the one id (with the token of a webhook) that has limits of its own.</summary>
/// <param name="Name">Such as <c>PATCH channels/{id}/messages/{id}</c>: holds no id and no token.</param>
/// <param name="Major">Such as <c>channels/42</c>; empty when there is none. A secret for webhooks.</param>
internal sealed record DiscordRoute(string Name, string Major)
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.FromUnixTimeMilliseconds(1_420_070_400_000);

    /// <summary>Deleting what is older than this is counted apart.</summary>
    private static readonly TimeSpan Old = TimeSpan.FromDays(14);

    /// <param name="path">Below the API's root, a query included.</param>
    public static DiscordRoute Of(HttpMethod method, string path, DateTimeOffset now)
    {
        string[] parts = path.Split('?')[0].Split('/');
        string major = parts switch
        {
            ["webhooks" or "interactions", var id, var token, ..] => $"{parts[0]}/{id}/{token}",
            ["channels" or "guilds" or "webhooks", var id, ..] => $"{parts[0]}/{id}",
            _ => "",
        };
        string name = string.Join('/', parts.Select((part, i) => i == 2 && parts[0] is ("webhooks" or "interactions") ? "{token}" : IsId(part) ? "{id}" : part));
        bool isOld = method == HttpMethod.Delete && parts is ["channels", _, "messages", var message] && IsId(message) && now - MadeAt(message) > Old;

        return new($"{method} {name}{(isOld ? " (old)" : "")}", major);
    }

    public override string ToString() => Name;

    private static bool IsId(string part) => part.Length is > 0 and <= 20 && part.All(char.IsAsciiDigit);

    private static DateTimeOffset MadeAt(string snowflake) =>
        ulong.TryParse(snowflake, NumberStyles.None, CultureInfo.InvariantCulture, out ulong id) ? Epoch.AddMilliseconds(id >> 22) : DateTimeOffset.MaxValue;
}
