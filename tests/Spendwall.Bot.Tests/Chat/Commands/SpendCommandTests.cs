using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class SpendCommandTests
{
    private const string Router = "openrouter-main";
    private const string Acme = "openai-acme";

    [Fact]
    public async Task Spend_OpenAIWeekWithoutData_AnswersUnknown()
    {
        await using var bench = await ChatBench.CreateAsync();

        var json = await bench.JsonAsync("/spend openai week");

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"command":"spend","ok":true,"as_of":null,"scope":"account:openai-acme",
                 "period":{"start":"2026-11-16T00:00:00Z","end":"2026-11-17T12:30:00Z"},
                 "data":{"billed_usd":null,"estimated_usd":null,"total_usd":null,"rows":[],"by":"model","byok_usd":null,"change":null,
                         "daily_usd":[null,null,null,null,null,null,null,null,null,null,null,null,null,null]},
                 "blind_spots":["no spend is known for this week"]}
                """),
            json), json.ToJsonString());
    }

    [Fact]
    public async Task Spend_Empty_IsAllAccountsThisWeekByAccount()
    {
        await using var bench = await ChatBench.CreateAsync();
        Fill(bench.Ledger);

        var json = await bench.JsonAsync("/spend");

        Assert.Null(json["scope"]);
        Assert.Equal(
            """{"billed_usd":16.25,"estimated_usd":2.5,"total_usd":18.75,"rows":[{"key":"openai-acme","billed_usd":10,"estimated_usd":2.5,"total_usd":12.5,"requests":300,"input_tokens":3000,"output_tokens":30},{"key":"openrouter-main","billed_usd":6.25,"estimated_usd":0,"total_usd":6.25,"requests":30,"input_tokens":300,"output_tokens":30}]}""",
            Fixed(json));
        Assert.Equal("2026-11-17T12:00:00Z", (string?)json["as_of"]);
    }

    [Fact]
    public async Task Spend_OpenAIByModel_ReadsTheModelFromTheBillAndCountsFromUsage()
    {
        await using var bench = await ChatBench.CreateAsync();
        Fill(bench.Ledger);

        var json = await bench.JsonAsync("/spend openai week by:model");

        Assert.Equal(
            """{"billed_usd":10,"estimated_usd":2.5,"total_usd":12.5,"rows":[{"key":"gpt-6-astra","billed_usd":9,"estimated_usd":2.5,"total_usd":11.5,"requests":300,"input_tokens":3000,"output_tokens":30},{"key":"web search","billed_usd":1,"estimated_usd":0,"total_usd":1,"requests":null,"input_tokens":null,"output_tokens":null}]}""",
            Fixed(json));
    }

    [Fact]
    public async Task Spend_SettledDay_IgnoresItsEstimate()
    {
        await using var bench = await ChatBench.CreateAsync();
        bench.Ledger.Mark(Acme, "costs", "2026-11-17T00:00Z")
            .Add(Acme, UsageView.Costs, "2026-11-12T00:00Z", 4m, new() { Endpoint = "gpt-6-astra, input" })
            .Add(Acme, UsageView.CostEstimate, "2026-11-12T00:00Z", 9m, new() { Model = "gpt-6-astra" });

        var json = await bench.JsonAsync("/spend openai 2026-11-12");

        Assert.Equal(4m, (decimal?)json["data"]!["total_usd"]);
        Assert.Equal(0m, (decimal?)json["data"]!["estimated_usd"]);
    }

    [Fact]
    public async Task Spend_ABillLateFromTheProvider_StillEndsTheEstimateAfterTwoDays()
    {
        await using var bench = await ChatBench.CreateAsync();
        bench.Ledger.Mark(Acme, "costs", "2026-11-12T00:00Z")
            .Add(Acme, UsageView.Costs, "2026-11-13T00:00Z", 4m, new() { Endpoint = "gpt-6-astra, input" })
            .Add(Acme, UsageView.CostEstimate, "2026-11-13T00:00Z", 9m, new() { Model = "gpt-6-astra" })
            .Add(Acme, UsageView.CostEstimate, "2026-11-14T00:00Z", 5m, new() { Model = "gpt-6-astra" });

        var data = (await bench.JsonAsync("/spend openai month"))["data"]!;

        Assert.Equal((4m, 5m), ((decimal)data["billed_usd"]!, (decimal)data["estimated_usd"]!));
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "0")]
    public async Task Spend_OpenDaysWithoutEstimate_AreZeroOnlyWhereNothingWasUsed(bool wasUsed, string? estimated)
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenAI);
        bench.Ledger.Mark(Acme, "costs", "2026-11-16T00:00Z").Mark(Acme, "usage.hour", "2026-11-17T12:00Z")
            .Add(Acme, UsageView.Costs, "2026-10-31T00:00Z", 4m, new() { Endpoint = "gpt-6-astra, input" })
            .Add(Acme, UsageView.Costs, "2026-11-10T00:00Z", 4m, new() { Endpoint = "gpt-6-astra, input" });
        if (wasUsed)
        {
            bench.Ledger.Add(Acme, UsageView.Usage, "2026-11-17T05:00Z", null, new() { Model = "gpt-6-astra" }, 1, 1, 1);
        }

        var json = await bench.JsonAsync("/spend month");

        Assert.Equal(estimated, json["data"]!["estimated_usd"]?.ToString());
        Assert.Equal(wasUsed ? 1 : 0, json["blind_spots"]!.AsArray().Count);
    }

    [Fact]
    public async Task Spend_ByRoute_IsABreakdownAndNeverChangesTheTotal()
    {
        await using var bench = await ChatBench.CreateAsync();
        Fill(bench.Ledger);
        bench.Ledger.Add(Router, UsageView.ModelRoute, "2026-11-17T01:00Z", 5m, new() { Model = "a/m", Route = "east" })
            .Add(Router, UsageView.ModelRoute, "2026-11-17T02:00Z", 1.25m, new() { Model = "a/m", Route = "west" });

        var json = await bench.JsonAsync("/spend openrouter week by:route");

        Assert.Equal(6.25m, (decimal?)json["data"]!["total_usd"]);
        Assert.Equal(["east", "west"], json["data"]!["rows"]!.AsArray().Select(row => (string?)row!["key"]));
        Assert.Equal(["routes are a breakdown of the same money, in no total"], json["blind_spots"]!.AsArray().Select(text => (string?)text));
        Assert.Equal("usage", (await bench.RefusedAsync("/spend key:prod by:route")).Kind);
    }

    [Fact]
    public async Task Spend_Byok_StandsApart()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter);
        bench.Ledger.Mark(Router, "analytics.key-model", "2026-11-17T12:00Z").Add(Router, UsageView.KeyModel, "2026-11-17T01:00Z", 1m, new() { Key = "prod", Model = "a/m" }, byok: 40m);

        var data = (await bench.JsonAsync("/spend today"))["data"]!;

        Assert.Equal((1m, 40m), ((decimal)data["total_usd"]!, (decimal)data["byok_usd"]!));
    }

    [Fact]
    public async Task Spend_InferenceKeyOnly_TakesItsOwnUse()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter);
        bench.Ledger.Mark(Router, "key", "2026-11-17T12:00Z").Add(Router, UsageView.OwnKey, "2026-11-17T00:00Z", 3m, new() { Key = "mine" });

        var data = (await bench.JsonAsync("/spend today by:key"))["data"]!;

        Assert.Equal("mine", (string?)data["rows"]![0]!["key"]);
        Assert.Equal(3m, (decimal)data["total_usd"]!);
    }

    [Theory]
    [InlineData("week", 11, 8)]
    [InlineData("month", 90, 87)]
    [InlineData("today", 3, null)]
    [InlineData("7d", 3, null)]
    public async Task Spend_InferenceKeyReadSinceToday_TakesTheRestFromItsCounters(string period, int total, int? before)
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter);
        bench.Ledger.Mark(Router, "key", "2026-11-17T12:00Z").Add(Router, UsageView.OwnKey, "2026-11-17T00:00Z", 3m, new() { Key = "mine" });
        bench.Ledger.Caps[Router] =
        [
            new KeyCap(Router, ChatTime.At("2026-11-17T12:00Z"), "mine", "mine")
            {
                UsageToday = Usd.FromDollars(3), UsageThisWeek = Usd.FromDollars(11), UsageThisMonth = Usd.FromDollars(90),
            },
        ];

        var answer = await bench.JsonAsync($"/spend {period} by:day");

        var rows = answer["data"]!["rows"]!.AsArray();
        Assert.Equal(total, (decimal)answer["data"]!["total_usd"]!);
        Assert.Equal(total, rows.Sum(row => (decimal)row!["total_usd"]!));
        Assert.Equal(before, rows.Where(row => row!["key"] is null).Select(row => (int?)(decimal)row!["total_usd"]!).SingleOrDefault());
        Assert.Equal(period == "7d", answer["blind_spots"]!.AsArray().Any(text => ((string)text!).Contains("before 2026-11-17", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Spend_PeriodThatBeginsBeforeTheHistory_SaysSince()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter);
        bench.Ledger.Mark(Router, "analytics.key-model", "2026-11-17T12:00Z")
            .Add(Router, UsageView.KeyModel, "2026-10-20T00:00Z", 3m, new() { Key = "prod", Model = "a/m" })
            .Add(Router, UsageView.KeyModel, "2026-11-03T00:00Z", 3m, new() { Key = "prod", Model = "a/m" });

        var partly = await bench.JsonAsync("/spend 2026-10");
        var wholly = await bench.JsonAsync("/spend 2026-11");

        Assert.Contains("spend before 2026-10-20 is not known and not in this sum", partly["blind_spots"]!.AsArray().Select(text => (string?)text));
        Assert.DoesNotContain(wholly["blind_spots"]!.AsArray(), text => ((string)text!).Contains("is not known", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Spend_Change_ComparesTheSameHoursOfThePeriodBefore()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter);
        bench.Ledger.Mark(Router, "analytics.key-model", "2026-11-17T11:00Z");
        foreach (string day in new[] { "15", "16", "17" })
        {
            for (int hour = 0; hour < 24 && (day != "17" || hour < 11); hour++)
            {
                bench.Ledger.Add(Router, UsageView.KeyModel, $"2026-11-{day}T{hour:00}:00Z", day == "17" ? 2m : 1m, new() { Key = "prod", Model = "a/m" });
            }
        }

        var change = (await bench.JsonAsync("/spend today"))["data"]!["change"]!;

        Assert.Equal(
            """{"before_usd":11,"now_usd":22,"change_usd":11,"change_ratio":1,"before_start":"2026-11-16T00:00:00Z","until":"2026-11-17T11:00:00Z","without":[]}""",
            change.ToJsonString());
    }

    [Fact]
    public async Task Spend_HistoryTooShortForThePeriodBefore_HasNoChange()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter);
        bench.Ledger.Mark(Router, "analytics.key-model", "2026-11-17T11:00Z").Add(Router, UsageView.KeyModel, "2026-11-16T20:00Z", 1m, new() { Key = "prod" });

        Assert.Null((await bench.JsonAsync("/spend week"))["data"]!["change"]);
    }

    [Fact]
    public async Task Spend_ByOwner_GivesEachRowToItsNarrowestOwner()
    {
        await using var bench = await ChatBench.CreateAsync();
        Fill(bench.Ledger);
        bench.Own(Scope.Account(Router), "@dana").Own(Scope.Of("key", "batch"), "@sam");

        var rows = (await bench.JsonAsync("/spend week by:owner"))["data"]!["rows"]!.AsArray();

        Assert.Equal(
            ["unowned 12.5", "@dana 5.25", "@sam 1"],
            rows.Select(row => $"{row!["key"]} {row["total_usd"]}"));
        Assert.Equal(1m, (decimal)(await bench.JsonAsync("/spend @sam"))["data"]!["total_usd"]!);
    }

    [Fact]
    public async Task Spend_ByTeam_FollowsTheMappingOfEachDay()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter);
        Fill(bench.Ledger);
        await bench.DoneAsync("/map key:prod team:search from:2026-11-01");
        await bench.DoneAsync("/map key:prod team:discovery from:today");

        var rows = (await bench.JsonAsync("/spend week by:team"))["data"]!["rows"]!.AsArray();

        Assert.Equal(["discovery 3.25", "search 2", "unmapped 1"], rows.Select(row => $"{row!["key"]} {row["total_usd"]}"));
        Assert.Equal(2m, (decimal)(await bench.JsonAsync("/spend team:search week"))["data"]!["total_usd"]!);
    }

    [Fact]
    public async Task Spend_ByDay_IsInOrderAndAddsUp()
    {
        await using var bench = await ChatBench.CreateAsync();
        Fill(bench.Ledger);

        var data = (await bench.JsonAsync("/spend week by:day"))["data"]!;

        Assert.Equal(["2026-11-16 12", "2026-11-17 6.75"], data["rows"]!.AsArray().Select(row => $"{row!["key"]} {row["total_usd"]}"));
        Assert.Equal(["2026-11-16"], (await bench.JsonAsync("/spend week by:week"))["data"]!["rows"]!.AsArray().Select(row => (string?)row!["key"]));
    }

    [Fact]
    public async Task Spend_ByProject_ShowsNamesAndTakesEither()
    {
        await using var bench = await ChatBench.CreateAsync();
        Fill(bench.Ledger);
        bench.Ledger.Names[Acme] = [new("project", "proj_1", "Search")];

        var row = (await bench.JsonAsync("/spend openai week by:project"))["data"]!["rows"]![0]!;

        Assert.Equal(("Search", "proj_1"), ((string?)row["key"], (string?)row["id"]));
        Assert.Equal("project:proj_1", (string?)(await bench.JsonAsync("/spend search week"))["scope"]);
        Assert.Equal(12.5m, (decimal)(await bench.JsonAsync("/spend project:proj_1 week"))["data"]!["total_usd"]!);
    }

    [Fact]
    public async Task Spend_AModelOfTheBill_IsFoundInside()
    {
        await using var bench = await ChatBench.CreateAsync();
        Fill(bench.Ledger);

        Assert.Equal(11.5m, (decimal)(await bench.JsonAsync("/spend gpt-6-astra week"))["data"]!["total_usd"]!);
        Assert.Equal(6.25m, (decimal)(await bench.JsonAsync("/spend m week"))["data"]!["total_usd"]!);
    }

    [Theory]
    [InlineData("/spend openia", "unknown", "Did you mean openai?")]
    [InlineData("/spend weeek", "unknown", "Did you mean week?")]
    [InlineData("/spend week month", "usage", "Two periods: week and month.")]
    [InlineData("/spend 2027-01", "usage", "2027-01 lies in the future.")]
    [InlineData("/spend account:nope", "unknown", "There is no account 'nope' here.")]
    [InlineData("/spend openai openrouter", "usage", "Two of one kind: account:openai-acme and account:openrouter-main.")]
    [InlineData("/spend by:modle", "usage", "Did you mean model?")]
    [InlineData("/spend @nobody", "unknown", "There is no owner '@nobody' here.")]
    public async Task Spend_WhatCannotBe_IsRefused(string line, string kind, string says)
    {
        await using var bench = await ChatBench.CreateAsync();
        Fill(bench.Ledger);

        var refused = await bench.RefusedAsync(line);

        Assert.Equal(kind, refused.Kind);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Fix);
    }

    [Fact]
    public async Task Spend_AQuietDayThatIsCovered_IsZeroNotUnknown()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter);
        bench.Ledger.Mark(Router, "analytics.key-model", "2026-11-17T12:00Z").Add(Router, UsageView.KeyModel, "2026-11-10T00:00Z", 1m, new() { Key = "prod" });

        Assert.Equal(0m, (decimal?)(await bench.JsonAsync("/spend yesterday"))["data"]!["total_usd"]);
        Assert.Null((decimal?)(await bench.JsonAsync("/spend today"))["data"]!["total_usd"]);
    }

    [Fact]
    public async Task Spend_ProviderWithTwoAccounts_IsTheProvider()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenAI, new AccountOptions { Name = "openai-lab", Provider = ProviderKind.OpenAI });

        Assert.Equal("provider:openai", (string?)(await bench.JsonAsync("/spend openai"))["scope"]);
    }

    [Fact]
    public async Task Spend_AKeyNameInTwoAccounts_IsRefusedWithBothReadings()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter, new AccountOptions { Name = "router-2", Provider = ProviderKind.OpenRouter });
        bench.Ledger.Add(Router, UsageView.KeyModel, "2026-11-17T01:00Z", 1m, new() { Key = "prod", Model = "m" }).Add("router-2", UsageView.KeyModel, "2026-11-17T01:00Z", 2m, new() { Key = "prod", Model = "m" });

        var refused = await bench.RefusedAsync("/spend prod today");

        Assert.Equal(
            new CommandAnswer.Refused("ambiguous", "'prod' can be account:openrouter-main key:prod or account:router-2 key:prod.", "Say which: account:openrouter-main key:prod"),
            refused);
        Assert.Equal(2m, (decimal)(await bench.JsonAsync("/spend account:router-2 key:prod today"))["data"]!["total_usd"]!);
        Assert.Equal(3m, (decimal)(await bench.JsonAsync("/spend m today"))["data"]!["total_usd"]!);
    }

    private static string Fixed(JsonObject json)
    {
        var data = json["data"]!.AsObject();
        foreach (string more in new[] { "by", "byok_usd", "change", "daily_usd" })
        {
            data.Remove(more);
        }

        return data.ToJsonString();
    }

    /// <summary>Monday and Tuesday of this week in both accounts; the bill covers Monday, Tuesday is estimated.</summary>
    private static void Fill(ChatLedger ledger)
    {
        var astra = new UsageSeries { Project = "proj_1", Key = "key_1", Endpoint = "gpt-6-astra, input_tokens" };
        var usage = new UsageSeries { Project = "proj_1", Key = "key_1", Model = "gpt-6-astra-2026-03-01", Endpoint = "completions" };
        ledger.Mark(Router, "analytics.key-model", "2026-11-17T12:00Z")
            .Mark(Acme, "costs", "2026-11-17T00:00Z")
            .Mark(Acme, "usage.hour", "2026-11-17T12:00Z")
            .Add(Router, UsageView.KeyModel, "2026-11-16T05:00Z", 2m, new() { Key = "prod", Model = "a/m" }, 10, 100, 10)
            .Add(Router, UsageView.KeyModel, "2026-11-17T01:00Z", 3.25m, new() { Key = "prod", Model = "a/m" }, 10, 100, 10)
            .Add(Router, UsageView.KeyModel, "2026-11-17T02:00Z", 1m, new() { Key = "batch", Model = "a/m" }, 10, 100, 10)
            .Add(Acme, UsageView.Costs, "2026-11-16T00:00Z", 9m, astra)
            .Add(Acme, UsageView.Costs, "2026-11-16T00:00Z", 1m, astra with { Endpoint = "web search" })
            .Add(Acme, UsageView.CostEstimate, "2026-11-16T00:00Z", 8m, usage with { Endpoint = "" })
            .Add(Acme, UsageView.CostEstimate, "2026-11-17T00:00Z", 2.5m, usage with { Endpoint = "" })
            .Add(Acme, UsageView.Usage, "2026-11-16T05:00Z", null, usage, 200, 2000, 20)
            .Add(Acme, UsageView.Usage, "2026-11-17T05:00Z", null, usage, 100, 1000, 10);
    }
}
