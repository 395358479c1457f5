using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host;
using Spendwall.Bot.Host.Jobs;

namespace Spendwall.Bot.Tests.Host;

/// <summary>The composition of <c>run</c>: a missing registration fails here and not at a job's first firing.</summary>
public sealed class CompositionTests
{
    public static TheoryData<string> Jobs => [.. typeof(PollJob).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IJob)) && !type.IsAbstract).Select(type => type.FullName!)];

    public static TheoryData<string> Commands => [.. typeof(IChatCommand).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IChatCommand)) && type is { IsAbstract: false, IsInterface: false }).Select(type => type.FullName!)];

    [Fact]
    public async Task Build_WithEverySwitchOn_Resolves()
    {
        await using var world = await HostWorld.StartAsync();
        world.WriteSettings(static settings =>
        {
            settings["Heartbeat"] = new System.Text.Json.Nodes.JsonObject { ["Url"] = "http://127.0.0.1:9/beat" };
            settings["OpenTelemetry"] = new System.Text.Json.Nodes.JsonObject { ["Endpoint"] = "http://127.0.0.1:9" };
        });

        await using var app = BotHost.Build(world.Load(), world.Process(TextWriter.Null, TextWriter.Null));

        Assert.NotEmpty(app.Services.GetServices<IHostedService>());
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task EveryJob_Resolves(string name)
    {
        await using var world = await HostWorld.StartAsync();
        await using var app = BotHost.Build(world.Load(), world.Process(TextWriter.Null, TextWriter.Null));
        await using var scope = app.Services.CreateAsyncScope();

        Assert.NotNull(ActivatorUtilities.CreateInstance(scope.ServiceProvider, typeof(PollJob).Assembly.GetType(name)!));
    }

    [Fact]
    public async Task Schedule_TellsTheFaultsOfJobs()
    {
        await using var world = await HostWorld.StartAsync();
        await using var app = BotHost.Build(world.Load(), world.Process(TextWriter.Null, TextWriter.Null));

        var scheduler = await app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();

        Assert.Contains(scheduler.ListenerManager.GetJobListeners(), static listener => listener is JobFaults);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task EveryCommand_IsInTheCatalogue(string name)
    {
        await using var world = await HostWorld.StartAsync();
        await using var app = BotHost.Build(world.Load(), world.Process(TextWriter.Null, TextWriter.Null));

        var catalogue = app.Services.GetRequiredService<CommandCatalogue>();

        Assert.Contains(catalogue.Specs, spec => catalogue.Find(spec.Name)!.GetType().FullName == name);
    }

    [Fact]
    public async Task Options_AreThoseOfTheFile()
    {
        await using var world = await HostWorld.StartAsync();
        await using var app = BotHost.Build(world.Load(), world.Process(TextWriter.Null, TextWriter.Null));

        var options = app.Services.GetRequiredService<SpendwallOptions>();

        Assert.Equal([HostWorld.Router, HostWorld.Meter], options.Accounts.Select(account => account.Name));
        Assert.Same(world.Clock, app.Services.GetRequiredService<TimeProvider>());
        Assert.Same(world.Transport, app.Services.GetRequiredKeyedService<TimeProvider>("transport"));
    }
}
