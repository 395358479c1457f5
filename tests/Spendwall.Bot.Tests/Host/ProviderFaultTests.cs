using System.Text.Json;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Tests.Host;

/// <summary>What a provider does wrong, seen from the outside: kind, remedy, an unchanged ledger, and a poll that goes on.</summary>
public sealed class ProviderFaultTests
{
    public static TheoryData<string, string, string, string> Faults => new()
    {
        { "401", HostWorld.Router, "credentials", "https://openrouter.ai/settings/management-keys" },
        { "401", HostWorld.Meter, "credentials", "https://platform.openai.com/settings/organization/admin-keys" },
        { "402", HostWorld.Router, "payment", "https://openrouter.ai/settings/credits" },
        { "403", HostWorld.Meter, "permission", "https://platform.openai.com/settings/organization/admin-keys" },
        { "429", HostWorld.Router, "rate_limited", "by itself" },
        { "429", HostWorld.Meter, "rate_limited", "by itself" },
        { "500", HostWorld.Router, "unavailable", "by itself" },
        { "500", HostWorld.Meter, "unavailable", "by itself" },
        { "malformed", HostWorld.Router, "malformed", "BaseUrl" },
        { "malformed", HostWorld.Meter, "malformed", "BaseUrl" },
        { "html", HostWorld.Router, "malformed", "BaseUrl" },
        { "wrong_type", HostWorld.Meter, "malformed", "BaseUrl" },
        { "cut", HostWorld.Router, "unavailable", "by itself" },
        { "cut", HostWorld.Meter, "unavailable", "by itself" },
        { "slow", HostWorld.Router, "unavailable", "by itself" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Poll_ProviderAtFault_SaysItsKindAndTheRemedyAndChangesNothing(string fault, string account, string kind, string remedy)
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 24 * 60);
        world.WriteSettings(account, static _ => { });
        Assert.Equal(0, (await world.RunAsync("poll")).Code);
        var before = await SeenAsync(world, account);
        world.Steps.Advance(TimeSpan.FromMinutes(10));
        Plan(world, account).Add(Of(fault));
        world.Transport = fault == "slow" ? new ScaledClock(HostWorld.Now, 100) : world.Transport;

        var ran = await world.RunAsync("poll", "--json");
        var text = await world.RunAsync("poll");

        Assert.Equal(1, ran.Code);
        var row = ran.Json.EnumerateArray().Single();
        Assert.False(row.GetProperty("ok").GetBoolean());
        Assert.Equal(kind, row.GetProperty("kind").GetString());
        Assert.Equal(JsonValueKind.String, row.GetProperty("observed_at").ValueKind);
        Assert.Equal(1, text.Code);
        Assert.Single(text.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(remedy, text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(world.OpenRouter.ManagementKey, text.Output + text.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(world.OpenAI.AdminKey, text.Output + text.Error, StringComparison.Ordinal);
        Assert.Equal(before, await SeenAsync(world, account));

        Plan(world, account).Clear();
        world.Transport = new Providers.InstantClock(TimeSpan.FromSeconds(30));
        Assert.Equal(0, (await world.RunAsync("poll")).Code);
    }

    [Fact]
    public async Task Poll_WithAProjectKeyForOpenAI_NamesTheKeyThatIsNeededAndWhereItIsMade()
    {
        await using var world = await HostWorld.StartAsync();
        world.WriteSettings(HostWorld.Meter, account => account["ApiKey"] = world.OpenAI.ProjectKey);

        var ran = await world.RunAsync("poll");

        Assert.Equal(1, ran.Code);
        Assert.Contains("admin key", ran.Output, StringComparison.Ordinal);
        Assert.Contains("https://platform.openai.com/settings/organization/admin-keys", ran.Output, StringComparison.Ordinal);
        Assert.Contains("looks like a project key", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poll_SpendWasNeverRead_IsUnknownAndNotAsOfNow()
    {
        await using var world = await HostWorld.StartAsync();
        world.WriteSettings(HostWorld.Meter, account => account["ApiKey"] = world.OpenAI.ProjectKey);

        var polled = (await world.RunAsync("poll", "--json")).Json[0];
        var status = (await world.RunAsync("ask", "/status", "--json")).Json.GetProperty("data").GetProperty("accounts")[0];

        Assert.All([polled, status], static account => Assert.Equal(JsonValueKind.Null, account.GetProperty("observed_at").ValueKind));
        Assert.All([polled, status], static account => Assert.Equal(JsonValueKind.Null, account.GetProperty("covers_until").ValueKind));
        Assert.DoesNotContain("as of", (await world.RunAsync("ask", "/runway")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poll_WithAnInferenceKey_ServesWithLessAndSaysWhatAManagementKeyAdds()
    {
        await using var world = await HostWorld.StartAsync();
        world.WriteSettings(HostWorld.Router, account => account["ApiKey"] = world.OpenRouter.InferenceKey);

        var polled = await world.RunAsync("poll");
        var status = await world.RunAsync("ask", "/status", "--json");

        Assert.Equal(0, polled.Code);
        Assert.Contains("A management key adds the balance", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poll_OneAccountAtFault_TheOtherIsReadAllTheSame()
    {
        await using var world = await HostWorld.StartAsync();
        world.OpenRouter.Faults.Add(new("", FaultKind.Status) { Status = 500 });

        var ran = await world.RunAsync("poll", "--json");

        Assert.Equal(1, ran.Code);
        var rows = ran.Json.EnumerateArray().ToDictionary(row => row.GetProperty("account").GetString()!);
        Assert.False(rows[HostWorld.Router].GetProperty("ok").GetBoolean());
        Assert.Equal(JsonValueKind.Null, rows[HostWorld.Router].GetProperty("observed_at").ValueKind);
        Assert.True(rows[HostWorld.Meter].GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Poll_BlindForThreeRounds_AlertsOnceAndSaysWhenItSeesAgain()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 24 * 60);
        world.WriteSettings(HostWorld.Router, static _ => { });
        await world.RunAsync("poll");
        world.OpenRouter.Faults.Add(new("", FaultKind.Status) { Status = 500 });

        var posts = new List<int>();
        for (int i = 0; i < 5; i++)
        {
            world.Steps.Advance(TimeSpan.FromMinutes(10));
            var blind = await world.RunAsync("poll");
            posts.Add(Ran.Count(blind.Error, "lost sight"));
        }

        Assert.Equal([0, 0, 1], posts.Take(3));
        await using (var reader = await world.ReadAsync())
        {
            var incident = Assert.Single(await reader.IncidentsAsync(CancellationToken.None));
            Assert.Equal("blind", incident.Kind);
            Assert.Single(await reader.DeliveriesAsync(CancellationToken.None), delivery => delivery.Mention);
        }

        world.OpenRouter.Faults.Clear();
        world.Steps.Advance(TimeSpan.FromMinutes(10));
        var seen = await world.RunAsync("poll");

        Assert.Contains("can be read again", seen.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("To @dana", seen.Error, StringComparison.Ordinal);
        await using var after = await world.ReadAsync();
        Assert.Equal(Spendwall.Bot.Ledger.Incidents.IncidentState.Resolved, Assert.Single(await after.IncidentsAsync(CancellationToken.None)).State);
    }

    private static UtcRange Everything => new(HostWorld.Now.AddDays(-60), HostWorld.Now.AddDays(60));

    private static FaultPlan Plan(HostWorld world, string account) => account == HostWorld.Router ? world.OpenRouter.Faults : world.OpenAI.Faults;

    private static Fault Of(string name) => name switch
    {
        "malformed" => new("", FaultKind.Malformed),
        "html" => new("", FaultKind.Html),
        "wrong_type" => new("", FaultKind.WrongType),
        "cut" => new("", FaultKind.Broken),

        // Transport time runs a hundredfold: half a second is longer than an attempt may take.
        "slow" => new("", FaultKind.Slow) { Delay = TimeSpan.FromMilliseconds(500) },
        "429" => new("", FaultKind.Status) { Status = 429, RetryAfter = TimeSpan.FromSeconds(2) },
        _ => new("", FaultKind.Status) { Status = int.Parse(name, System.Globalization.CultureInfo.InvariantCulture) },
    };

    private static async Task<(Usd? Cost, long? Requests, int Revisions, BalanceReading? Balance)> SeenAsync(HostWorld world, string account)
    {
        await using var reader = await world.ReadAsync();
        var view = account == HostWorld.Router ? UsageView.KeyModel : UsageView.Costs;
        var sum = await reader.Ledger.SumAsync(account, view, Everything, SeriesFilter.All, CancellationToken.None);
        var usage = await reader.Ledger.SumAsync(account, account == HostWorld.Router ? UsageView.ModelRoute : UsageView.Usage, Everything, SeriesFilter.All, CancellationToken.None);
        var revisions = await reader.Ledger.RevisionsAsync(account, Everything, 1000, CancellationToken.None);

        return (sum.Cost, usage.Requests, revisions.Count, await reader.Ledger.BalanceAsync(account, Everything.End, CancellationToken.None));
    }
}
