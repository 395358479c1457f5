using Spendwall.Bot.Host;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Tests.Host.Doctor;

/// <summary>The whole program against the stand-in, which charges what it answers and shows a record at the second look.</summary>
public sealed class SpendTestTests
{
    private const string Completions = "/chat/completions";

    /// <summary>The traffic behind the stand-in pays more a token than any real model asks.</summary>
    private const string Dollar = "1";

    [Fact]
    public async Task SpendTest_WithYes_ComparesEstimateAnswerRecordAndDeduction()
    {
        await using var world = await PolledAsync();

        var ran = await world.RunAsync("doctor", "--spend-test", "--yes", "--max-usd", Dollar);

        Assert.True(ran.Code == 0, ran.Output + ran.Error);
        Assert.Contains("openrouter-main spend-test: all of it matches: estimate, answer, record and deduction agree for 3 requests", ran.Output, StringComparison.Ordinal);
        Assert.Contains("openai-acme spend-test: only OpenRouter accounts are prepaid", ran.Output, StringComparison.Ordinal);
        Assert.Equal(3, Sent(world));
        Assert.DoesNotContain(world.OpenRouter.InferenceKey, ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpendTest_DearerThanTheList_SaysByHowMuchAndWhy()
    {
        await using var world = await PolledAsync(completionFactor: 1.5m);

        var ran = await world.RunAsync("doctor", "--spend-test", "--yes", "--max-usd", Dollar);

        Assert.Equal(0, ran.Code);
        Assert.Contains("another price: a route that is dearer", ran.Output, StringComparison.Ordinal);
        Assert.Contains("not all of it matches", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpendTest_NobodyThereToSayYes_IsRefusedAndNothingIsSent()
    {
        await using var world = await PolledAsync();

        var ran = await world.RunAsync("doctor", "--spend-test");

        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.Contains("add --yes", ran.Error, StringComparison.Ordinal);
        Assert.Equal(0, Sent(world));
    }

    [Theory]
    [InlineData("spend", 3)]
    [InlineData("yes", 0)]
    [InlineData("", 0)]
    public async Task SpendTest_AtATerminal_SpendsOnlyAfterTheTypedWord(string typed, int sent)
    {
        await using var world = await PolledAsync();
        using var output = new StringWriter();
        using var error = new StringWriter();

        int code = await SpendwallBot.MainAsync(["doctor", "--spend-test", "--max-usd", Dollar], world.Process(output, error) with { In = new StringReader(typed), Interactive = true });

        Assert.Equal((sent > 0 ? 0 : 1, sent), (code, Sent(world)));
        Assert.Contains("Type spend to go on", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpendTest_LimitTooLow_SendsNothingAndSaysWhatItWouldCost()
    {
        await using var world = await PolledAsync();

        var ran = await world.RunAsync("doctor", "--spend-test", "--yes", "--max-usd", "0.000000001");

        Assert.Equal(1, ran.Code);
        Assert.Contains("allow more with --max-usd", ran.Output, StringComparison.Ordinal);
        Assert.Equal(0, Sent(world));
    }

    [Fact]
    public async Task SpendTest_ManagementKeyAlone_SaysWhichKeyIsMissing()
    {
        await using var world = await HostWorld.StartAsync();
        await world.RunAsync("poll");

        var ran = await world.RunAsync("doctor", "--spend-test", "--yes", "--max-usd", Dollar);

        Assert.Equal(1, ran.Code);
        Assert.Contains("put one into InferenceKey of account openrouter-main", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpendTest_NoPriceKnown_AsksForAPollFirst()
    {
        await using var world = await HostWorld.StartAsync();
        WithKey(world);

        var ran = await world.RunAsync("doctor", "--spend-test", "--yes", "--max-usd", Dollar);

        Assert.Equal(1, ran.Code);
        Assert.Contains("run poll once", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(402)]
    [InlineData(503)]
    public async Task SpendTest_RequestRefused_IsSaidOnceAndNeverSentAgain(int status)
    {
        await using var world = await PolledAsync();
        world.OpenRouter.Faults.Add(new(Completions, FaultKind.Status) { Status = status });

        var ran = await world.RunAsync("doctor", "--spend-test", "--yes", "--max-usd", Dollar);

        Assert.Equal(1, ran.Code);
        Assert.Contains("request 1 of 3", ran.Output, StringComparison.Ordinal);
        Assert.Equal(1, Sent(world));
    }

    [Fact]
    public async Task SpendTest_Ids_AreRequestRecordsThatReconcileLater()
    {
        await using var world = await PolledAsync();
        await world.RunAsync("doctor", "--spend-test", "--yes", "--max-usd", Dollar);

        var data = (await world.RunAsync("ask", "/reconcile today", "--json")).Json.GetProperty("data");

        var classes = data.GetProperty("accounts")[0].GetProperty("classes").EnumerateArray().ToList();
        Assert.Equal("matched", classes.Single().GetProperty("class").GetString());
        Assert.Equal(3, classes.Single().GetProperty("records").GetInt32());
    }

    /// <summary>After the end of all other traffic, so that only the test uses the key.</summary>
    private static async Task<HostWorld> PolledAsync(decimal completionFactor = 1)
    {
        var world = await HostWorld.StartAsync(days: 6, completionFactor: completionFactor);
        WithKey(world);
        await world.RunAsync("poll");

        return world;
    }

    private static void WithKey(HostWorld world) => world.WriteSettings(settings => settings["Accounts"]![0]!["InferenceKey"] = world.OpenRouter.InferenceKey);

    private static int Sent(HostWorld world) => world.OpenRouter.Requests.All.Count(static request => request.Path.EndsWith(Completions, StringComparison.Ordinal));
}
