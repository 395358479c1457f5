using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenAI;

/// <summary>Display names of projects and keys, and the organisation's own limits. Owners and addresses are not read.</summary>
internal sealed class DirectoryReader(ProviderTransport transport, RequestPaces paces)
{
    private readonly ListPages lists = new(transport, paces);

    /// <exception cref="ProviderException">The list could not be read whole.</exception>
    public async Task<IReadOnlyList<DimensionName>> NamesAsync(CancellationToken cancellationToken)
    {
        var projects = await lists.ReadAsync("organization/projects?include_archived=true", item => (Id: item.Text("id"), Name: item.Text("name")), cancellationToken);
        var names = new List<DimensionName>();
        foreach (var (id, name) in projects)
        {
            if (id is null)
            {
                continue;
            }

            if (name is not null)
            {
                names.Add(new DimensionName("project", id, name));
            }

            names.AddRange(await KeysAsync(id, cancellationToken));
        }

        return [.. names.DistinctBy(name => (name.Kind, name.Id))];
    }

    /// <summary>The limit of the month and the alerts; each is null when this key cannot read it or none is set.</summary>
    /// <exception cref="ProviderException">Something else stood in the way.</exception>
    public async Task<(ProviderLimit? Limit, IReadOnlyList<ProviderLimit>? Alerts)> LimitsAsync(CancellationToken cancellationToken)
    {
        var limit = await OrNullAsync(() => transport.ReadAsync(
            new ProviderRequest("organization/spend_limit") { Paces = paces.Any }, root => Limit(root, "spend_limit"), cancellationToken));
        var alerts = await OrNullAsync(() => lists.ReadAsync("organization/spend_alerts", item => Limit(item, "spend_alert"), cancellationToken));

        return (limit, alerts);
    }

    private async Task<IEnumerable<DimensionName>> KeysAsync(string project, CancellationToken cancellationToken)
    {
        string path = $"organization/projects/{Uri.EscapeDataString(project)}/api_keys?owner_project_access=any";
        var keys = await OrNullAsync(() => lists.ReadAsync(path, item => (Id: item.Text("id"), Name: item.Text("name") ?? item.Text("redacted_value")), cancellationToken), orRejected: true);

        return (keys ?? []).Where(key => key.Id is not null && key.Name is not null).Select(key => new DimensionName("key", key.Id!, key.Name!));
    }

    /// <summary>An archived project can refuse its keys; a missing right leaves the ids without names.</summary>
    private static async Task<T?> OrNullAsync<T>(Func<Task<T>> read, bool orRejected = false)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (ProviderException exception) when (exception.Failure is ProviderFailure.NotFound or ProviderFailure.Permission
            || (orRejected && exception.Failure == ProviderFailure.Rejected))
        {
            return null;
        }
    }

    /// <summary>Limits are in whole cents, unlike everything else.</summary>
    private static ProviderLimit Limit(JsonElement item, string kind)
    {
        if (item.Text("currency") is { } currency && !currency.Equals("usd", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"a limit is in '{currency}', not in USD"));
        }

        decimal cents = item.Number("threshold_amount") ?? throw new FormatException("'threshold_amount' is missing");

        return new ProviderLimit("organization", kind, Usd.FromDollars(cents / 100), item.Field("enforcement")?.Text("status") == "enforcing");
    }
}
