using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class ReadCommandTests
{
    [Fact]
    public async Task Runway_AReservoirAndAMeter_HaveTheFixedShape()
    {
        await using var bench = await ChatBench.CreateAsync();
        bench.Outlook = static account => account.Name == "openrouter-main" ? ChatOutlooks.Reservoir(account) : ChatOutlooks.Unread(account);

        var json = await bench.JsonAsync("/runway");
        var first = json["data"]!["accounts"]![0]!.AsObject();

        Assert.Equal("2026-11-17T12:26:00Z", (string?)json["as_of"]);
        Assert.Null(json["period"]);
        Assert.Equal(
            """{"account":"openrouter-main","provider":"openrouter","balance_usd":212.4,"burn_usd_per_h":{"now":6.8,"h1":7.1,"h24":6.5,"d7":3.2,"d30":null},"runway_h":{"p10":22,"p50":31,"p90":44.5},"act_by":"2026-11-17T10:30:00Z","binding":"key:batch-7","headroom_floor_usd":1.92}""",
            Only(first, "account", "provider", "balance_usd", "burn_usd_per_h", "runway_h", "act_by", "binding", "headroom_floor_usd"));
        Assert.Equal(
            """{"account":"openai-acme","provider":"openai","balance_usd":null,"burn_usd_per_h":{"now":null,"h1":null,"h24":null,"d7":null,"d30":null},"runway_h":{"p10":null,"p50":null,"p90":null},"act_by":null,"binding":null,"headroom_floor_usd":null}""",
            Only(json["data"]!["accounts"]![1]!.AsObject(), "account", "provider", "balance_usd", "burn_usd_per_h", "runway_h", "act_by", "binding", "headroom_floor_usd"));
    }

    [Fact]
    public async Task Runway_WhatBindsFirst_HasItsTime()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter);
        bench.Outlook = ChatOutlooks.WithBand;

        var first = (await bench.JsonAsync("/runway"))["data"]!["accounts"]![0]!.AsObject();

        Assert.Equal("""{"p10":4,"p50":6,"p90":null}""", first["caps"]![0]!["runway_band_h"]!.ToJsonString());
        Assert.Equal("""{"binding":"key:batch-7","binding_at":"2026-11-17T18:30:00Z","binding_h":{"p10":4,"p50":6,"p90":null}}""", Only(first, "binding", "binding_at", "binding_h"));
        var binding = (await bench.DoneAsync("/runway")).Message.Blocks.OfType<ChatBlock.Fields>().Single().Items.Single(static field => field.Name == "Binding");
        Assert.Equal("key:batch-7, 2026-11-17 18:30 UTC (in 6 h) (P10 4 h)", binding.Value);
    }

    [Theory]
    [InlineData(20, 40, Tone.Critical)]
    [InlineData(28, 60, Tone.Warning)]
    [InlineData(40, 60, Tone.Warning)]
    [InlineData(100, 200, Tone.Neutral)]
    public async Task Runway_TheLevel_IsTheTone(int p10, int p50, Tone tone)
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter);
        bench.Outlook = account => ChatOutlooks.Reservoir(account, new RunwayForecast.Ends(TimeSpan.FromHours(p10), TimeSpan.FromHours(p50), null, TimeSpan.FromDays(30)));

        Assert.Equal(tone, (await bench.DoneAsync("/runway openrouter")).Message.Tone);
    }

    [Fact]
    public async Task Runway_OfAModel_IsRefused()
    {
        await using var bench = await ChatBench.CreateAsync();
        bench.Ledger.Add("openrouter-main", UsageView.KeyModel, "2026-11-17T01:00Z", 1m, new() { Key = "prod", Model = "a/m" });

        Assert.Equal("usage", (await bench.RefusedAsync("/runway a/m")).Kind);
    }

    [Fact]
    public async Task Status_AGoodAFailingAndAnUnreadAccount_AreToldApart()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter, ChatBench.OpenAI, ChatBench.OpenAI with { Name = "openai-lab" });
        bench.Ledger.Mark("openrouter-main", "analytics.key-model", "2026-11-17T12:00Z");
        bench.Ledger.BlindSpots["openrouter-main"] = ["no projects"];
        bench.Ledger.Polls["openrouter-main"] = [Poll("openrouter-main", "12:28", null)];
        bench.Ledger.Polls["openai-acme"] = [Poll("openai-acme", "12:29", ProviderFailure.Credentials), Poll("openai-acme", "12:24", ProviderFailure.Unavailable), Poll("openai-acme", "12:19", null)];

        var answer = await bench.DoneAsync("/status");

        Assert.Equal("1 of 3 accounts cannot be read", answer.Message.Title);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                [{"account":"openrouter-main","ok":true,"observed_at":"2026-11-17T12:28:00Z","covers_until":"2026-11-17T12:00:00Z","blind_spots":["no projects"]},
                 {"account":"openai-acme","ok":false,"observed_at":"2026-11-17T12:19:00Z","covers_until":null,"blind_spots":[],
                  "failing":{"kind":"credentials","times":2,"message":"refused","fix":"Make a new key."}},
                 {"account":"openai-lab","ok":null,"observed_at":null,"covers_until":null,"blind_spots":["Never read yet: nothing is known."]}]
                """),
            answer.Data.Data["accounts"]), answer.Data.Data.ToJsonString());
    }

    [Fact]
    public async Task CreditsAdd_ALot_IsStoredAndAudited()
    {
        await using var bench = await ChatBench.CreateAsync();

        var json = await bench.JsonAsync("/credits bought:2026-11-01 add $1,250.50 openai expires:2027-11-01");

        Assert.Equal(
            """{"lot":{"account":"openai-acme","usd":1250.5,"bought_at":"2026-11-01T00:00:00Z","expires_at":"2027-11-01T00:00:00Z","source":"typed","kind":"purchase"}}""",
            json["data"]!.ToJsonString());
        var audit = Assert.Single(bench.Ledger.Audit);
        Assert.Equal(("terminal:dana", "credits.add", "account:openai-acme"), (audit.Actor, audit.Action, audit.Subject));
        Assert.Contains("1250.5", audit.After, StringComparison.Ordinal);
        Assert.Equal(1250.5m, (decimal)(await bench.JsonAsync("/credits list"))["data"]!["lots"]![0]!["usd"]!);
    }

    [Theory]
    [InlineData("/credits add openai", "usage")]
    [InlineData("/credits add 50", "usage")]
    [InlineData("/credits add openai 50 60", "usage")]
    [InlineData("/credits add openai -50", "usage")]
    [InlineData("/credits add openai 99999999999999999999999999999999", "unknown")]
    [InlineData("/credits add openai 50 bought:2027-01-01", "usage")]
    [InlineData("/credits add openai 50 expires:2020-01-01", "usage")]
    [InlineData("/credits add openai 50 expires:soon", "usage")]
    [InlineData("/credits list openai expires:fri", "usage")]
    [InlineData("/credits add nope 50", "unknown")]
    public async Task CreditsAdd_WhatCannotBe_ChangesNothing(string line, string kind)
    {
        await using var bench = await ChatBench.CreateAsync();

        Assert.Equal(kind, (await bench.RefusedAsync(line)).Kind);
        Assert.Empty(bench.Ledger.Lots);
    }

    [Theory]
    [InlineData("/credits add openai 50")]
    [InlineData("/map key:prod team:search")]
    public async Task Changes_WithoutThePermission_AreRefused(string line)
    {
        await using var bench = await ChatBench.CreateAsync();

        Assert.Equal("permission", (await bench.RefusedAsync(line, isAdmin: false)).Kind);
        Assert.Empty(bench.Ledger.Lots);
        Assert.Equal(0, await bench.Database.Database.ReadAsync((db, token) => db.Set<AuditRow>().CountAsync(token), CancellationToken.None));
    }

    [Fact]
    public async Task Map_SetTwice_KeepsBothWithTheirDatesAndTheSettings()
    {
        await using var bench = await ChatBench.CreateAsync(new Bot.Configuration.SpendwallOptions { Accounts = [ChatBench.OpenRouter], Map = ["key:other team:ops"] });
        await bench.DoneAsync("/map key:batch-7 workflow:summaries team:search customer:acme");
        await bench.DoneAsync("/map key:batch-7 team:none");

        var mappings = (await bench.JsonAsync("/map list"))["data"]!["mappings"]!.AsArray();

        Assert.Equal(
            [
                "key:batch-7 customer=acme from ever by terminal:dana",
                "key:batch-7 team= from 2026-11-17T00:00:00Z by terminal:dana",
                "key:batch-7 team=search from ever by terminal:dana",
                "key:batch-7 workflow=summaries from ever by terminal:dana",
                "key:other team=ops from ever by settings",
            ],
            mappings.Select(entry => $"{entry!["scope"]} {entry["kind"]}={entry["value"]} from {entry["from"]?.ToString() ?? "ever"} by {entry["source"]}").Order(StringComparer.Ordinal));
        Assert.Equal(2, await bench.Database.Database.ReadAsync((db, token) => db.Set<AuditRow>().CountAsync(row => row.Action == "map.set", token), CancellationToken.None));
    }

    [Theory]
    [InlineData("/map key:prod")]
    [InlineData("/map team:search")]
    [InlineData("/map list key:prod")]
    [InlineData("/map key:prod team:search from:never")]
    [InlineData("/map prod team:search")]
    public async Task Map_WithoutBothSides_IsRefused(string line)
    {
        await using var bench = await ChatBench.CreateAsync();

        Assert.Equal("usage", (await bench.RefusedAsync(line)).Kind);
    }

    [Fact]
    public async Task Help_NamesEveryCommandAndItsExamplesParse()
    {
        await using var bench = await ChatBench.CreateAsync();
        var names = (await bench.JsonAsync("/help"))["data"]!["commands"]!.AsArray().Select(command => (string?)command!["name"]);

        Assert.Equal(["credits", "errors", "export", "help", "map", "runway", "spend", "status", "unit"], names);
        Assert.All(
            bench.Catalogue.Specs.SelectMany(spec => spec.Examples),
            example => Assert.IsType<Bot.Chat.Commands.Parsing.CommandLine.Understood>(Bot.Chat.Commands.Parsing.CommandLine.Parse(example, bench.Catalogue)));
        Assert.Contains("Did you mean spend?", (await bench.RefusedAsync("/help spnd")).Message, StringComparison.Ordinal);
        Assert.Equal("/spend", (await bench.DoneAsync("/help spend")).Message.Title.Split(' ')[0]);
    }

    [Fact]
    public async Task Run_AFailureOfOurs_IsInternalAndSaysNothingSecret()
    {
        await using var bench = await ChatBench.CreateAsync();
        bench.Outlook = static _ => throw new InvalidOperationException("key sk-or-secret");

        var run = await bench.RunAsync("/runway");

        Assert.Equal("internal", Assert.IsType<CommandAnswer.Refused>(run.Answer).Kind);
        Assert.DoesNotContain("secret", AnswerJson.Render(run), StringComparison.Ordinal);
        Assert.Equal(["ok", "error"], AnswerJson.ToObject(run).Select(member => member.Key));
    }

    [Fact]
    public async Task Run_Cancelled_IsNoFailure()
    {
        await using var bench = await ChatBench.CreateAsync();
        using var source = new CancellationTokenSource();
        bench.Outlook = account =>
        {
            source.Cancel();
            source.Token.ThrowIfCancellationRequested();

            return ChatOutlooks.Unread(account);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Runner.RunAsync("/runway", ChatBench.Someone(), source.Token));
    }

    private static PollRun Poll(string account, string time, ProviderFailure? failure) => new(
        account, ChatTime.At($"2026-11-17T{time}Z"), ChatTime.At($"2026-11-17T{time}Z"), failure, failure is null ? null : "refused", failure is null ? null : "Make a new key.", 0);

    private static string Only(JsonObject json, params string[] members)
    {
        foreach (string other in json.Select(member => member.Key).Except(members).ToList())
        {
            json.Remove(other);
        }

        return json.ToJsonString();
    }
}
