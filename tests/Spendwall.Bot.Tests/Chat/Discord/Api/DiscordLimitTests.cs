using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spendwall.Bot.Chat.Discord;

namespace Spendwall.Bot.Tests.Chat.Discord.Api;

/// <summary>Discord's limits over real sockets: D13, D15 and D16.</summary>
public sealed class DiscordLimitTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private StandInDiscord discord = null!;
    private RestWorld world = null!;

    public async Task InitializeAsync()
    {
        discord = await StandInDiscord.StartAsync();
        world = new RestWorld(discord);
    }

    public async Task DisposeAsync() => await discord.DisposeAsync();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task UnknownRoute_IsTriedAloneAndThenInParallelUpToWhatRemains()
    {
        int within = 0;
        int most = 0;
        int served = 0;
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        discord.Answer = async (_, context) =>
        {
            int now = Interlocked.Increment(ref within);
            lock (discord)
            {
                most = Math.Max(most, now);
            }

            int number = Interlocked.Increment(ref served);
            if (number == 1)
            {
                // Time for the others to come, if they do not wait.
                await Task.WhenAny(together.Task, Task.Delay(TimeSpan.FromMilliseconds(200)));
            }

            if (number is 2 or 3 or 4)
            {
                if (now == 3)
                {
                    together.TrySetResult();
                }

                await together.Task.WaitAsync(TimeSpan.FromSeconds(10));
            }

            Limits(context, "abc", 4, Math.Max(0, 4 - number), number <= 4 ? 0.4 : 30);
            Interlocked.Decrement(ref within);
            await context.Response.WriteAsync("{}");
        };
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.GetAsync())).WaitAsync(Long);
        Assert.Equal((4, 3), (discord.Calls.Count, most));

        // The fifth waits for the reset that the answers told, not for a 429.
        await world.GetAsync().WaitAsync(Long);
        Assert.True(watch.Elapsed > TimeSpan.FromMilliseconds(380), "the bucket was not waited for");
    }

    [Fact]
    public async Task Bucket_OfOneChannel_DoesNotHoldUpAnother()
    {
        discord.Answer = (call, context) =>
        {
            Limits(context, "abc", 1, 0, call.Path == "channels/1" ? 30 : 0.01);

            return context.Response.WriteAsync("{}");
        };
        await world.GetAsync("1");
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await world.GetAsync("2").WaitAsync(Long);
        await world.GetAsync("2").WaitAsync(Long);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Api.CallAsync(HttpMethod.Get, "channels/1", null, late.Token));
        Assert.Equal(3, discord.Calls.Count);
    }

    [Fact]
    public async Task Bucket_ThatIsFullForLongerThanThePatience_SaysHowLong()
    {
        using var hasty = new RestWorld(discord, RestWorld.Quick with { Patience = TimeSpan.FromSeconds(1) });
        discord.Answer = static (_, context) =>
        {
            Limits(context, "abc", 1, 0, 30);

            return context.Response.WriteAsync("{}");
        };
        await hasty.GetAsync();

        var refused = await RestWorld.RefusedAsync(() => hasty.GetAsync());

        Assert.Equal(DiscordFailure.RateLimited, refused.Failure);
        Assert.InRange(refused.RetryAfter!.Value.TotalSeconds, 25, 31);
        Assert.Single(discord.Calls);
    }

    [Fact]
    public async Task D13_Callbacks_WaitForNoLimit()
    {
        discord.Answer = static (call, context) =>
        {
            Limits(context, "abc", 1, 0, 30);
            if (call.Path.StartsWith("channels", StringComparison.Ordinal))
            {
                context.Response.StatusCode = 429;
                context.Response.Headers["X-RateLimit-Global"] = "true";

                return context.Response.WriteAsync("""{"message":"limited","retry_after":30,"global":true}""");
            }

            return context.Response.WriteAsync("{}");
        };
        var blocked = world.GetAsync();
        while (discord.Calls.Count == 0)
        {
            await Task.Yield();
        }

        for (int i = 0; i < 60; i++)
        {
            await world.CallbackAsync().WaitAsync(TimeSpan.FromSeconds(5));
        }

        Assert.False(blocked.IsCompleted);
        Assert.Equal(61, discord.Calls.Count);
    }

    [Fact]
    public async Task D15_RetryAfter_IsSecondsWithDecimals()
    {
        var asked = new List<long>();
        discord.Answer = (_, context) =>
        {
            asked.Add(Stopwatch.GetTimestamp());

            return asked.Count == 1 ? LimitedAsync(context, 0.75, "user") : context.Response.WriteAsync("{}");
        };

        await world.PostAsync().WaitAsync(Long);

        Assert.InRange(Stopwatch.GetElapsedTime(asked[0], asked[1]), TimeSpan.FromMilliseconds(740), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task D15_RetryAfter_KeepsItsDecimals()
    {
        discord.Answer = static (_, context) => LimitedAsync(context, 30.25, "user");
        using var hasty = new RestWorld(discord, RestWorld.Quick with { Patience = TimeSpan.FromSeconds(2) });

        var refused = await RestWorld.RefusedAsync(() => hasty.GetAsync());

        Assert.Equal(TimeSpan.FromSeconds(30.25), refused.RetryAfter);
    }

    [Fact]
    public async Task D15_AGlobalLimit_HoldsForEveryRouteOfTheBotAndForNoInteraction()
    {
        int asked = 0;
        discord.Answer = (_, context) => Interlocked.Increment(ref asked) == 1 ? LimitedAsync(context, 30, "global") : context.Response.WriteAsync("{}");
        using var hasty = new RestWorld(discord, RestWorld.Quick with { Patience = TimeSpan.FromSeconds(2) });
        await RestWorld.RefusedAsync(() => hasty.GetAsync());

        var refused = await RestWorld.RefusedAsync(() => hasty.Api.CallAsync(HttpMethod.Get, "guilds/7", null, default));
        await hasty.Api.RespondAsync(HttpMethod.Patch, RestWorld.Reply, "messages/@original", [], [], default).WaitAsync(Long);

        Assert.Equal(DiscordFailure.RateLimited, refused.Failure);
        Assert.Equal(["channels/1", "webhooks/42/reply-token/messages/@original"], discord.Calls.Select(static call => call.Path));
    }

    [Fact]
    public async Task D15_A429FromTheEdge_IsWaitedOutByItsHeader()
    {
        int asked = 0;
        discord.Answer = (_, context) =>
        {
            if (Interlocked.Increment(ref asked) > 1)
            {
                return context.Response.WriteAsync("{}");
            }

            context.Response.StatusCode = 429;
            context.Response.ContentType = "text/html";
            context.Response.Headers.RetryAfter = "1";

            return context.Response.WriteAsync("<html>error 1015</html>");
        };
        using var hasty = new RestWorld(discord, RestWorld.Quick with { MostLimited = 0 });
        var refused = await RestWorld.RefusedAsync(() => hasty.PostAsync());
        var watch = Stopwatch.StartNew();

        // Another route, and an interaction's: the edge refuses the whole address.
        await hasty.GetAsync("7").WaitAsync(Long);
        await hasty.Api.RespondAsync(HttpMethod.Patch, RestWorld.Reply, "messages/@original", [], [], default).WaitAsync(Long);

        Assert.Equal((DiscordFailure.RateLimited, TimeSpan.FromSeconds(1), 3), (refused.Failure, refused.RetryAfter, discord.Calls.Count));
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task D15_LimitedOverAndOver_IsToldAfterAFewTimes()
    {
        discord.Answer = static (_, context) => LimitedAsync(context, 0, "user");

        var refused = await RestWorld.RefusedAsync(() => world.PostAsync());

        Assert.Equal(DiscordFailure.RateLimited, refused.Failure);
        Assert.Equal(RestWorld.Quick.MostLimited + 1, discord.Calls.Count);
    }

    [Fact]
    public async Task D15_TooManyRefusals_AreFollowedBySilenceBeforeTheBan()
    {
        using var careful = new RestWorld(discord, RestWorld.Quick with { MostInvalid = 5 });
        discord.Answer = static (_, context) =>
        {
            context.Response.StatusCode = 403;

            return context.Response.WriteAsync("""{"message":"Missing Access","code":50001}""");
        };
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(DiscordFailure.Permission, (await RestWorld.RefusedAsync(() => careful.GetAsync())).Failure);
        }

        var silent = await RestWorld.RefusedAsync(() => careful.GetAsync());

        Assert.Equal(DiscordFailure.RateLimited, silent.Failure);
        Assert.InRange(silent.RetryAfter!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        Assert.Equal(5, discord.Calls.Count);
    }

    [Fact]
    public async Task D15_SharedLimits_DoNotCountTowardsTheBan()
    {
        using var careful = new RestWorld(discord, RestWorld.Quick with { MostInvalid = 2, MostLimited = 0 });
        discord.Answer = static (_, context) => LimitedAsync(context, 0.01, "shared");
        for (int i = 0; i < 4; i++)
        {
            await RestWorld.RefusedAsync(() => careful.GetAsync());
        }

        Assert.Equal(4, discord.Calls.Count);
    }

    [Fact]
    public async Task D16_TwoRoutesOfOneBucket_ShareWhatRemains()
    {
        using var hasty = new RestWorld(discord, RestWorld.Quick with { Patience = TimeSpan.FromSeconds(1) });
        int remaining = 2;
        discord.Answer = (_, context) =>
        {
            Limits(context, "same", 2, Interlocked.Decrement(ref remaining), 30);

            return context.Response.WriteAsync("{}");
        };
        await hasty.GetAsync();
        await hasty.Api.CallAsync(HttpMethod.Patch, "channels/1", null, default);

        await RestWorld.RefusedAsync(() => hasty.GetAsync());
        await RestWorld.RefusedAsync(() => hasty.Api.CallAsync(HttpMethod.Patch, "channels/1", null, default));

        Assert.Equal(2, discord.Calls.Count);
    }

    /// <summary>The second waits in the bucket of its route, of which the first answer says that it is another one, and empty.</summary>
    [Fact]
    public async Task D16_TheHashIsLearnedWhileAnotherWaits_ItWaitsInThatBucket()
    {
        using var hasty = new RestWorld(discord, RestWorld.Quick with { Patience = TimeSpan.FromSeconds(5) });
        var isWaiting = new TaskCompletionSource();
        discord.Answer = async (_, context) =>
        {
            await isWaiting.Task;
            Limits(context, "abc", 1, 0, 30);
            await context.Response.WriteAsync("{}");
        };
        var first = hasty.GetAsync();
        var second = RestWorld.RefusedAsync(() => hasty.GetAsync());
        isWaiting.SetResult();

        await first.WaitAsync(Long);
        Assert.Equal(DiscordFailure.RateLimited, (await second.WaitAsync(Long)).Failure);
        Assert.Single(discord.Calls);
    }

    [Fact]
    public async Task D16_TheHashChangesWhileOthersWait_TheyGoOnInTheNewBucket()
    {
        int asked = 0;
        discord.Answer = async (_, context) =>
        {
            int number = Interlocked.Increment(ref asked);
            if (number == 2)
            {
                // The third waits behind this one in the old bucket, which is told to be empty for long.
                while (discord.Calls.Count < 2)
                {
                    await Task.Yield();
                }
            }

            Limits(context, number == 1 ? "old" : "new", 2, 1, number == 1 ? 30 : 0.05);
            await context.Response.WriteAsync("{}");
        };
        await world.GetAsync();

        var second = world.GetAsync();
        var third = world.GetAsync();

        await Task.WhenAll(second, third).WaitAsync(Long);
        await world.GetAsync().WaitAsync(Long);
        Assert.Equal(4, discord.Calls.Count);
    }

    [Fact]
    public async Task Global_FiftyASecond_AreNotExceeded()
    {
        using var slow = new RestWorld(discord, RestWorld.Quick with { PerSecond = 10 });
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 21).Select(i => slow.GetAsync($"{i + 1}"))).WaitAsync(Long);

        // Two windows must pass; the system's timer may fire some milliseconds before the stopwatch agrees.
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(1.9), $"21 calls took {watch.Elapsed}");
    }

    private static void Limits(HttpContext context, string bucket, int limit, int remaining, double resetAfter)
    {
        var headers = context.Response.Headers;
        headers["X-RateLimit-Bucket"] = bucket;
        headers["X-RateLimit-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = remaining.ToString(CultureInfo.InvariantCulture);

        // A clock far off: only Reset-After may be believed.
        headers["X-RateLimit-Reset"] = "1";
        headers["X-RateLimit-Reset-After"] = resetAfter.ToString(CultureInfo.InvariantCulture);
    }

    private static Task LimitedAsync(HttpContext context, double seconds, string scope)
    {
        context.Response.StatusCode = 429;
        context.Response.Headers.RetryAfter = Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["X-RateLimit-Scope"] = scope;
        string text = seconds.ToString(CultureInfo.InvariantCulture);

        return context.Response.WriteAsync($$"""{"message":"You are being rate limited.","retry_after":{{text}},"global":{{(scope == "global" ? "true" : "false")}}}""");
    }
}
