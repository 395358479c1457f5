using Spendwall.Bot.Chat;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Host.Doctor;

/// <summary>Posts one marked test alert to every channel that the settings name, with the mention that a real one would carry.</summary>
internal sealed class TestAlert(SpendwallOptions options, IEnumerable<IChatAdapter> adapters, IOwnerBook owners, PeopleNames names, TimeProvider clock)
{
    public async Task<IReadOnlyList<Finding>> SendAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var channels = options.Accounts
            .SelectMany(account => account.Channels.Select(channel => (Channel: channel, Account: account)))
            .GroupBy(pair => pair.Channel, StringComparer.Ordinal);
        var ownerships = await owners.AllAsync(cancellationToken);
        foreach (var channel in channels)
        {
            var mentions = ownerships
                .Where(ownership => channel.Any(pair => ownership.Scope.Equals(Ledger.Scope.Account(pair.Account.Name))))
                .Select(ownership => ownership.Owner)
                .DistinctBy(owner => owner.Name)
                .ToList();
            findings.Add(await SendAsync(ChannelAddress.Parse(channel.Key), mentions, cancellationToken));
        }

        return findings;
    }

    private async Task<Finding> SendAsync(ChannelAddress channel, List<Principal> mentions, CancellationToken cancellationToken)
    {
        string subject = $"channel {channel}";
        if (adapters.FirstOrDefault(adapter => adapter.Platform == channel.Platform) is not { } adapter)
        {
            return new(Verdict.Notice, subject, "its platform is disabled; alerts go to the terminal");
        }

        var message = new ChatMessage
        {
            Title = "TEST: this is what an alert of Spendwall.Bot looks like here; nothing is wrong",
            Tone = Tone.Notice,
            Mentions = mentions,
            Footer = [$"sent by doctor at {clock.GetUtcNow():yyyy-MM-dd HH:mm} UTC"],
        };
        try
        {
            await adapter.PostAsync(channel, message, null, $"doctor:{channel}:{clock.GetUtcNow().ToUnixTimeMilliseconds()}", cancellationToken);

            string whom = mentions.Count == 0 ? "nobody" : await names.InAsync(string.Join(", ", mentions.Select(static mention => mention.Name)), cancellationToken);

            return new(Verdict.Well, subject, $"a test alert arrived, mentioning {whom}");
        }
        catch (ChatException exception)
        {
            return new(Verdict.Fault, subject, exception.Message, exception.Failure == ChatFailure.Channel ? "invite the bot to the channel, or name another" : "check the platform's token and try again");
        }
    }
}
