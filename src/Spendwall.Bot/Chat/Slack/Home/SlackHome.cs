using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Chat.Slack.Home;

/// <summary>Publishes the App Home: when it is opened, and for who opened it when what it shows has changed.</summary>
internal sealed partial class SlackHome(
    ISlackApi api,
    SlackHomeFeed feed,
    SlackDirectory directory,
    PeopleNames names,
    IAccountOutlooks outlooks,
    IncidentStore incidents,
    OwnerBook owners,
    SpendwallOptions options,
    TimeProvider clock,
    [FromKeyedServices("transport")] TimeProvider transport,
    ILogger<SlackHome> logger) : BackgroundService
{
    /// <summary>An alert is several changes within moments; people read one.</summary>
    private static readonly TimeSpan Coalesce = TimeSpan.FromSeconds(5);

    /// <summary>What each one was shown last, so that nothing is published twice.</summary>
    private readonly ConcurrentDictionary<string, string> shown = new(StringComparer.Ordinal);

    public async Task OpenedAsync(string user, CancellationToken cancellationToken)
    {
        feed.Opened(user);
        var (accounts, open, ownerships) = await ReadAsync(cancellationToken);
        await PublishAsync(user, accounts, open, ownerships, always: true, cancellationToken);
    }

    /// <summary>Publishes to everyone who opened it and for whom it looks different now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var users = feed.Users;
        if (users.Count == 0)
        {
            return;
        }

        var (accounts, open, ownerships) = await ReadAsync(cancellationToken);
        foreach (string user in users)
        {
            try
            {
                await PublishAsync(user, accounts, open, ownerships, always: false, cancellationToken);
            }
            catch (SlackException exception)
            {
                LogNotPublished(exception.Error, exception.Message);
                if (exception.Failure is not (SlackFailure.RateLimited or SlackFailure.Transient))
                {
                    feed.Gone(user);
                    shown.TryRemove(user, out _);
                }
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await feed.WaitAsync(stoppingToken);
                await Task.Delay(Coalesce, transport, stoppingToken);
                try
                {
                    await RefreshAsync(stoppingToken);
                }
#pragma warning disable CA1031 // The edge: a Home that cannot be drawn must not end the bot.
                catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    LogFailed(exception);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task<(IReadOnlyList<AccountOutlook> Accounts, IReadOnlyList<Incident> Open, OwnerView Ownerships)> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var accounts = new List<AccountOutlook>();
        foreach (var account in options.Accounts)
        {
            accounts.Add(await outlooks.ReadAsync(account, now, cancellationToken));
        }

        var open = await incidents.OpenAsync(cancellationToken);

        return (accounts, open, await owners.ViewAsync(open.Select(static incident => incident.Scope), cancellationToken));
    }

    private async Task PublishAsync(
        string user, IReadOnlyList<AccountOutlook> accounts, IReadOnlyList<Incident> open, OwnerView ownerships, bool always, CancellationToken cancellationToken)
    {
        var actor = new Actor($"slack:{user}", await directory.GroupsAsync(user, cancellationToken), LocalAdmin: false, "");
        var rows = new List<(Incident, string?)>();
        foreach (var incident in open)
        {
            string? owner = ownerships.Find(incident.Scope)?.Owner.Name;
            rows.Add((incident, owner is null ? null : await names.InAsync(owner, cancellationToken)));
        }

        var mine = ownerships.All.Where(ownership => ownership.Owner.IsHeldBy(actor)).Select(static ownership => ownership.Scope.ToString()).ToList();
        var view = SlackHomeView.Render(accounts, rows, mine, clock.GetUtcNow());
        string text = view.ToJsonString();
        if (!always && shown.TryGetValue(user, out string? before) && before == text)
        {
            return;
        }

        await api.CallAsync("views.publish", new JsonObject { ["user_id"] = user, ["view"] = view }, cancellationToken);
        shown[user] = text;
    }

    [LoggerMessage(1, LogLevel.Warning, "An App Home was not published ({Error}): {Message}")]
    private partial void LogNotPublished(string error, string message);

    [LoggerMessage(2, LogLevel.Error, "The App Home cannot be drawn")]
    private partial void LogFailed(Exception exception);
}
