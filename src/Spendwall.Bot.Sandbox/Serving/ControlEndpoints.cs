using System.Text.Json;

namespace Spendwall.Bot.Sandbox.Serving;

/// <summary>
/// <c>/__control</c> on the stand-in's own listener: GET <c>clock</c>; POST <c>faults</c> and DELETE <c>faults</c>; POST
/// <c>top-up</c>. A body must be sent as JSON, so that no web page can send it from a browser.
/// </summary>
internal sealed class ControlEndpoints(TimeProvider clock, FaultPlan faults, Func<decimal, decimal>? topUp)
{
    private const decimal MaxTopUp = 1_000_000;

    public void Map(RouteGroupBuilder group)
    {
        group.MapGet("/clock", ClockAsync);
        group.MapPost("/faults", AddFaultAsync);
        group.MapDelete("/faults", ClearFaultsAsync);
        group.MapPost("/top-up", TopUpAsync);
    }

    private Task ClockAsync(HttpContext context) => Answer.WriteAsync(context, 200, new ClockBody(
        Answer.Iso(clock.GetUtcNow()), (clock as ScaledClock)?.Speed ?? 1));

    private async Task AddFaultAsync(HttpContext context)
    {
        var body = await ReadAsync<FaultBody>(context);
        if (!Enum.TryParse<FaultKind>(body.Kind?.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
        {
            throw Refused($"kind is one of {string.Join(", ", Enum.GetNames<FaultKind>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}");
        }

        if (body.Status is < 100 or > 599 || body.DelayMs is < 0 or > 600_000 || body.RetryAfterS is < 0 or > 86_400 || body.Times is < 1 || body.Percent is < 1 or > 100)
        {
            throw Refused("status 100 to 599, delay_ms to 600000, retry_after_s to 86400, times from 1, percent 1 to 100");
        }

        try
        {
            faults.Add(new(body.Path ?? "", kind)
            {
                Status = body.Status,
                Body = body.Body,
                Delay = TimeSpan.FromMilliseconds(body.DelayMs),
                RetryAfter = body.RetryAfterS is int seconds ? TimeSpan.FromSeconds(seconds) : null,
                Times = body.Times,
                Percent = body.Percent,
            });
        }
        catch (InvalidOperationException exception)
        {
            throw Refused(exception.Message);
        }

        await Answer.WriteAsync(context, 200, new Done(true));
    }

    private Task ClearFaultsAsync(HttpContext context)
    {
        faults.Clear();

        return Answer.WriteAsync(context, 200, new Done(true));
    }

    private async Task TopUpAsync(HttpContext context)
    {
        var body = await ReadAsync<TopUpBody>(context);
        if (topUp is null || body.Usd is <= 0 or > MaxTopUp)
        {
            throw Refused(topUp is null ? "this provider has no credits" : "usd goes from above 0 to 1000000");
        }

        await Answer.WriteAsync(context, 200, new TopUpDone(topUp(body.Usd)));
    }

    /// <exception cref="ContractError">The body is not JSON of that shape.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            throw Refused("send JSON with content type application/json");
        }

        try
        {
            return await context.Request.ReadFromJsonAsync<T>(Answer.Json, context.RequestAborted) ?? throw Refused("the body is null");
        }
        catch (JsonException)
        {
            throw Refused("the body is not the JSON that is expected here");
        }
    }

    public static ContractError Refused(string message) => new(400, new Refusal(message));

    private sealed record ClockBody(string Now, double Speed);

    private sealed record FaultBody(string? Path, string? Kind, string? Body, int? RetryAfterS, int? Times, int Status = 503, int DelayMs = 1000, int Percent = 100);

    private sealed record TopUpBody(decimal Usd);

    private sealed record Done(bool Ok);

    private sealed record TopUpDone(decimal TotalCredits);

    private sealed record Refusal(string Error);
}
