using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Sandbox.Slack.Delivery;

namespace Spendwall.Bot.Tests.Sandbox.Slack;

/// <summary>The smallest app that Slack's HTTP mode can talk to: it checks the signature and says yes.</summary>
internal sealed class SignedApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string secret;
    private readonly ConcurrentQueue<(string Path, string Body, string Retry)> requests = new();
    private readonly SemaphoreSlim served = new(0);

    private SignedApp(WebApplication app, string secret)
    {
        this.app = app;
        this.secret = secret;
    }

    public string Address { get; private set; } = "";

    public bool RefuseNext { get; set; }

    public IReadOnlyList<string> Paths => [.. requests.Select(static request => request.Path)];

    public IReadOnlyList<string> Bodies => [.. requests.Select(static request => request.Body)];

    public IReadOnlyList<string> Retries => [.. requests.Select(static request => request.Retry)];

    public static async Task<SignedApp> StartAsync(string secret)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var signed = new SignedApp(builder.Build(), secret);
        signed.app.Run(signed.AnswerAsync);
        await signed.app.StartAsync();
        signed.Address = signed.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        return signed;
    }

    public async Task Served(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(await served.WaitAsync(SlackTestClient.Patience));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        served.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        string body = await reader.ReadToEndAsync();
        string timestamp = context.Request.Headers[SlackSigner.TimestampHeader].ToString();
        requests.Enqueue((context.Request.Path, body, context.Request.Headers["X-Slack-Retry-Num"].ToString()));
        bool isGood = context.Request.Headers[SlackSigner.SignatureHeader] == SlackSigner.Signature(secret, timestamp, Encoding.UTF8.GetBytes(body));
        if (!isGood || RefuseNext)
        {
            RefuseNext = false;
            context.Response.StatusCode = isGood ? 500 : 401;
        }
        else if (body.Contains("url_verification", StringComparison.Ordinal))
        {
            await context.Response.WriteAsync(JsonDocument.Parse(body).RootElement.GetProperty("challenge").GetString()!);
        }
        else if (context.Request.Path == "/slack/commands")
        {
            await context.Response.WriteAsync("in plain words");
        }

        served.Release();
    }
}
