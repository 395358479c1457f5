using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Slack.Manifest;
using Spendwall.Bot.Chat.Slack.Transport;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Host.Doctor;

/// <summary>Asks Slack whose token it is and what it may do, and looks at every channel of the settings.</summary>
/// <param name="app">The Web API with the app-level token; null: not composed.</param>
internal sealed class SlackCheck(SpendwallOptions options, ISlackApi api, SlackDirectory directory, [FromKeyedServices(SlackTransport.AppToken)] ISlackApi? app = null) : IChannelCheck
{
    private const string Subject = "slack";

    private const string Reinstall = "compare the app with `manifest slack`, add the scope and reinstall it to the workspace";

    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        try
        {
            var who = await api.CallAsync("auth.test", [], cancellationToken);
            findings.Add(ForeignJson.Text(who, "bot_id") is null
                ? new(Verdict.Fault, Subject, "the token belongs to a person", "set Slack:BotToken to the Bot User OAuth Token (xoxb-…) of OAuth & Permissions")
                : new(Verdict.Well, Subject, $"the token is {ForeignJson.Text(who, "user") ?? ForeignJson.Text(who, "user_id")}'s in {ForeignJson.Text(who, "team") ?? ForeignJson.Text(who, "team_id")}"));
        }
        catch (SlackException exception)
        {
            return [Fault(Subject, exception, "copy the Bot User OAuth Token (xoxb-…) of OAuth & Permissions into Slack:BotToken")];
        }

        if (options.Slack.Mode == "Socket" && app is not null)
        {
            findings.Add(await SocketAsync(app, cancellationToken));
        }

        findings.AddRange(Scopes());
        findings.AddRange(await ChannelsAsync(cancellationToken));

        return findings;
    }

    public async Task<IReadOnlyList<Finding>> ChannelsAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var channel in ConfiguredChannels.Of(options, "slack"))
        {
            findings.Add(await ChannelAsync(channel, cancellationToken));
        }

        return findings;
    }

    /// <summary>Asks for a socket's address and opens none.</summary>
    private static async Task<Finding> SocketAsync(ISlackApi app, CancellationToken cancellationToken)
    {
        const string subject = $"{Subject} socket";
        try
        {
            await app.CallAsync("apps.connections.open", [], cancellationToken);

            return new(Verdict.Well, subject, "Slack offers a connection");
        }
        catch (SlackException exception)
        {
            return Fault(subject, exception, "switch Socket Mode on and copy an app-level token (xapp-…) with connections:write into Slack:AppToken");
        }
    }

    /// <summary>Slack names the token's scopes beside each answer.</summary>
    private IEnumerable<Finding> Scopes()
    {
        const string subject = $"{Subject} scopes";
        if (api.Scopes is not { } granted)
        {
            return [new(Verdict.Notice, subject, "Slack did not say which scopes the token has", "compare the app with `manifest slack`")];
        }

        var missing = SlackScopes.All.Where(scope => !granted.Contains(scope.Name, StringComparer.Ordinal)).ToList();

        return missing.Count == 0
            ? [new(Verdict.Well, subject, $"all {SlackScopes.All.Count} are granted")]
            : missing.Select(static scope => new Finding(scope.Name == SlackScopes.Write ? Verdict.Fault : Verdict.Notice, $"{Subject} {scope.Name}", $"missing: {scope.Without}", Reinstall));
    }

    private async Task<Finding> ChannelAsync(ChannelAddress channel, CancellationToken cancellationToken)
    {
        string subject = $"channel {channel}";
        try
        {
            if (await directory.ChannelAsync(channel.Id, cancellationToken) is not { } id)
            {
                return new(Verdict.Fault, subject, "the bot sees no such channel", $"create it, or if it is private type /invite @Spendwall in it");
            }

            var info = ForeignJson.Get(await api.CallAsync("conversations.info", new() { ["channel"] = id }, cancellationToken), "channel");

            return (ForeignJson.IsTrue(info, "is_archived"), ForeignJson.IsTrue(info, "is_member"), ForeignJson.IsTrue(info, "is_private")) switch
            {
                (true, _, _) => new(Verdict.Fault, subject, "is archived", "unarchive it, or name another"),
                (_, true, _) => await HistoryAsync(subject, id, cancellationToken),
                (_, _, true) => new(Verdict.Fault, subject, "is private and the bot is not in it", "type /invite @Spendwall in it"),
                _ => new(Verdict.Well, subject, "public: the bot joins with its first message"),
            };
        }
        catch (SlackException exception)
        {
            return Fault(subject, exception, exception.Failure == SlackFailure.Scope ? Reinstall : "invite the bot to the channel, or name another");
        }
    }

    /// <summary>After an answer that did not come the bot looks whether its message is there.</summary>
    private async Task<Finding> HistoryAsync(string subject, string id, CancellationToken cancellationToken)
    {
        try
        {
            await api.CallAsync("conversations.history", new() { ["channel"] = id, ["limit"] = 1 }, cancellationToken);

            return new(Verdict.Well, subject, "the bot is a member");
        }
        catch (SlackException exception) when (exception.Failure == SlackFailure.Scope)
        {
            return new(Verdict.Fault, subject, "the bot is a member but may not read it back (channels:history, groups:history)", Reinstall);
        }
    }

    private static Finding Fault(string subject, SlackException exception, string fix) =>
        new(Verdict.Fault, subject, $"{exception.Message} ({exception.Error})", exception.Failure is SlackFailure.Transient or SlackFailure.RateLimited ? "try again" : fix)
        {
            IsPassing = exception.Failure is SlackFailure.Transient or SlackFailure.RateLimited,
        };
}
