using System.Net;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Tests.Providers.Http;

public sealed class RetryAfterHeaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Retry-After", "7", 7)]
    [InlineData("Retry-After", "0", 0)]
    [InlineData("Retry-After", "1.5", 1.5)]
    [InlineData("Retry-After", "-3", 0)]
    [InlineData("Retry-After", "Sat, 21 Nov 2026 12:00:20 GMT", 20)]
    [InlineData("Retry-After", "Sat, 21 Nov 2026 11:00:00 GMT", 0)]
    [InlineData("retry-after-ms", "250", 0.25)]
    [InlineData("X-RateLimit-Reset", "1795262405000", 5)]
    [InlineData("X-RateLimit-Reset", "1795262405", 5)]
    public void Read_AForm_IsAWait(string name, string value, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(Now, (name, value)));
    }

    [Theory]
    [InlineData("Retry-After", "soon")]
    [InlineData("Retry-After", "")]
    [InlineData("X-RateLimit-Reset", "1")]
    [InlineData("X-Other", "7")]
    public void Read_NothingReadable_IsNull(string name, string value)
    {
        Assert.Null(Read(Now, (name, value)));
    }

    [Fact]
    public void Read_ADateAndAWrongClockHere_CountsFromTheAnswersOwnDate()
    {
        var wait = Read(Now.AddHours(3), ("Date", "Sat, 21 Nov 2026 12:00:00 GMT"), ("Retry-After", "Sat, 21 Nov 2026 12:00:20 GMT"));

        Assert.Equal(TimeSpan.FromSeconds(20), wait);
    }

    [Fact]
    public void Read_TheWindowsEndOnTroubleOfTheServers_IsNoWait()
    {
        Assert.Null(Read(HttpStatusCode.ServiceUnavailable, Now, ("X-RateLimit-Reset", "1795262405")));
    }

    private static TimeSpan? Read(DateTimeOffset now, params (string Name, string Value)[] headers) => Read(HttpStatusCode.TooManyRequests, now, headers);

    private static TimeSpan? Read(HttpStatusCode status, DateTimeOffset now, params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage(status);
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return RetryAfterHeader.Read(response, now);
    }
}
