using System.Text.Json;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Chat.Discord.Registration;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Host.Doctor;

/// <summary>Asks Discord whose token it is, which servers the bot is in, what it may do in every channel of the settings, and whom it can ping there.</summary>
internal sealed class DiscordCheck(SpendwallOptions options, IDiscordApi api, IOwnerBook owners, CommandCatalogue catalogue) : IChannelCheck
{
    private const string Subject = "discord";

    /// <summary>Text, announcement, and the chat of a voice channel.</summary>
    private static readonly int[] Writable = [0, 2, 5];

    private string Invite => $"invite it: {DiscordPermissions.InviteUrl(options.Discord.ApplicationId)}";

    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        string bot;
        try
        {
            var who = await GetAsync("users/@me", cancellationToken);
            bot = ForeignJson.Text(who, "id") ?? "";
            findings.Add(new(Verdict.Well, Subject, $"the token is {ForeignText.Excerpt(ForeignJson.Text(who, "username") ?? bot)}'s"));
            findings.AddRange(Application(await GetAsync("applications/@me", cancellationToken)));
            findings.AddRange(Sessions(await GetAsync("gateway/bot", cancellationToken)));
        }
        catch (DiscordException exception)
        {
            return [.. findings, Fault(Subject, exception, "copy the token of the application's Bot page into Discord:Token")];
        }

        foreach (string guild in options.Discord.GuildIds.Distinct(StringComparer.Ordinal))
        {
            findings.Add(await GuildAsync(guild, cancellationToken));
        }

        findings.AddRange(await ChannelsAsync(bot, cancellationToken));

        return findings;
    }

    public async Task<IReadOnlyList<Finding>> ChannelsAsync(CancellationToken cancellationToken)
    {
        if (ConfiguredChannels.Of(options, "discord").Count == 0)
        {
            return [];
        }

        try
        {
            return await ChannelsAsync(ForeignJson.Text(await GetAsync("users/@me", cancellationToken), "id") ?? "", cancellationToken);
        }
        catch (DiscordException exception)
        {
            return [Fault(Subject, exception, "copy the token of the application's Bot page into Discord:Token")];
        }
    }

    private async Task<IReadOnlyList<Finding>> ChannelsAsync(string bot, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var channel in ConfiguredChannels.Of(options, "discord"))
        {
            findings.AddRange(await ChannelAsync(channel, bot, cancellationToken));
        }

        return findings;
    }

    private IEnumerable<Finding> Application(JsonElement application)
    {
        string id = ForeignJson.Text(application, "id") ?? "";
        if (id != options.Discord.ApplicationId)
        {
            yield return new(Verdict.Fault, Subject, $"the token belongs to the application {ForeignText.Excerpt(id)}, the settings name {options.Discord.ApplicationId}", $"set Discord:ApplicationId to {ForeignText.Excerpt(id)}");
        }

        if (ForeignJson.IsTrue(application, "bot_public") && options.Discord.GuildIds.Count == 0)
        {
            yield return new(Verdict.Notice, Subject, "anyone can add this bot to a server, and it answers there", "switch Public Bot off on the Bot page, or name your servers in Discord:GuildIds");
        }
    }

    private static IEnumerable<Finding> Sessions(JsonElement gateway)
    {
        if (ForeignJson.Integer(gateway, "session_start_limit", "remaining") is { } left and < 50)
        {
            yield return new(Verdict.Notice, $"{Subject} gateway", $"only {left} sessions may still be started today", "stop what restarts the bot; Discord resets the token when they run out");
        }
    }

    private async Task<Finding> GuildAsync(string guild, CancellationToken cancellationToken)
    {
        string subject = $"{Subject} server {guild}";
        try
        {
            var server = await GetAsync($"guilds/{guild}", cancellationToken);
            var registered = await GetAsync(DiscordRegistrar.Path(options.Discord.ApplicationId, guild), cancellationToken);
            bool fresh = DiscordRegistration.AreSame(DiscordCommands.Of(catalogue.Specs, isGlobal: false), registered);

            return new(Verdict.Well, subject, $"the bot is in {ForeignText.Excerpt(ForeignJson.Text(server, "name") ?? guild)}; its commands are {(fresh ? "registered" : "registered at the next start")}");
        }
        catch (DiscordException exception)
        {
            return Fault(subject, exception, Invite);
        }
    }

    private async Task<IReadOnlyList<Finding>> ChannelAsync(ChannelAddress address, string bot, CancellationToken cancellationToken)
    {
        string subject = $"channel {address}";
        try
        {
            var channel = await GetAsync($"channels/{address.Id}", cancellationToken);
            if (ForeignJson.Integer(channel, "type") is not { } type || !Writable.Contains(type) || ForeignJson.Text(channel, "guild_id") is not { } guild)
            {
                return [new(Verdict.Fault, subject, "is no text channel of a server", "name a text channel: its id is under Copy Channel ID")];
            }

            var roles = await GetAsync($"guilds/{guild}/roles", cancellationToken);
            var member = await GetAsync($"guilds/{guild}/members/{bot}", cancellationToken);
            ulong bits = DiscordPermissions.In(guild, member, roles, channel);
            var missing = DiscordPermissions.Missing(bits);
            var finding = missing.Count == 0
                ? new Finding(Verdict.Well, subject, $"#{ForeignText.Excerpt(ForeignJson.Text(channel, "name") ?? "")}: the bot may do what it needs")
                : new Finding(Verdict.Fault, subject, $"#{ForeignText.Excerpt(ForeignJson.Text(channel, "name") ?? "")}: the bot may not {string.Join(", ", missing)}", $"allow it to the bot's role in the channel's settings, or {Invite}");

            return [finding, .. await MentionsAsync(address, guild, roles, bits, cancellationToken)];
        }
        catch (DiscordException exception)
        {
            return [Fault(subject, exception, $"name another channel, or {Invite}")];
        }
    }

    /// <summary>The owners whom an alert in this channel would mention.</summary>
    private async Task<IReadOnlyList<Finding>> MentionsAsync(ChannelAddress channel, string guild, JsonElement roles, ulong bits, CancellationToken cancellationToken)
    {
        var here = options.Accounts.Where(account => account.Channels.Contains(channel.ToString(), StringComparer.OrdinalIgnoreCase)).Select(static account => Scope.Account(account.Name)).ToList();
        var named = (await owners.AllAsync(cancellationToken)).Where(ownership => here.Contains(ownership.Scope)).Select(static ownership => ownership.Owner).DistinctBy(static owner => owner.Name);
        var findings = new List<Finding>();
        foreach (var owner in named)
        {
            string subject = $"mention {owner.Name} in {channel}";
            if (!owner.Identities.TryGetValue("discord", out string? id))
            {
                findings.Add(new(Verdict.Notice, subject, "is text and pings nobody", "say who that is on Discord: /owner set <scope> <who> there, or discord:<id>"));
            }
            else if (owner.Kind == PrincipalKind.User)
            {
                findings.Add(await PersonAsync(subject, guild, id, cancellationToken));
            }
            else
            {
                findings.Add(Role(subject, roles, id, bits));
            }
        }

        return findings;
    }

    private async Task<Finding> PersonAsync(string subject, string guild, string id, CancellationToken cancellationToken)
    {
        try
        {
            await GetAsync($"guilds/{guild}/members/{id}", cancellationToken);

            return new(Verdict.Well, subject, "is in the server");
        }
        catch (DiscordException exception) when (exception.Failure is not (DiscordFailure.Transient or DiscordFailure.RateLimited))
        {
            return new(Verdict.Fault, subject, $"nobody with the id {id} is in the server, so nobody is pinged", "set the owner anew; a role is written discord:&<id>");
        }
        catch (DiscordException exception)
        {
            return Fault(subject, exception, "try again");
        }
    }

    private static Finding Role(string subject, JsonElement roles, string id, ulong bits)
    {
        var role = ForeignJson.Items(roles).FirstOrDefault(role => ForeignJson.Text(role, "id") == id);
        if (role.ValueKind != JsonValueKind.Object)
        {
            return new(Verdict.Fault, subject, $"the server has no role {id}", "set the owner anew");
        }

        return ForeignJson.IsTrue(role, "mentionable") || (bits & DiscordPermissions.MentionEveryone) != 0
            ? new(Verdict.Well, subject, "the role can be mentioned")
            : new(Verdict.Fault, subject, "the role is shown and pings nobody", "switch on \"Allow anyone to @mention this role\" in the role's settings");
    }

    private Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => api.CallAsync(HttpMethod.Get, path, null, cancellationToken);

    private static Finding Fault(string subject, DiscordException exception, string fix) =>
        new(Verdict.Fault, subject, $"{exception.Message}{(exception.Code == 0 ? "" : $" ({exception.Code})")}", exception.Failure is DiscordFailure.Transient or DiscordFailure.RateLimited ? "try again" : fix)
        {
            IsPassing = exception.Failure is DiscordFailure.Transient or DiscordFailure.RateLimited,
        };
}
