using System.Text.Json;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Tests.Providers.Http;

public sealed class JsonFieldsTests
{
    [Theory]
    [InlineData("12.5", "12.5")]
    [InlineData("\"12.50\"", "12.5")]
    [InlineData("\"0.0000000000000001\"", "0.0000000000000001")]
    [InlineData("1e-7", "0.0000001")]
    [InlineData("-3", "-3")]
    public void Number_NumberOrString_IsExact(string json, string expected)
    {
        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), Parse(json).Number("x"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData(null)]
    public void Number_NullOrAbsent_IsNull(string? json)
    {
        Assert.Null(Parse(json).Number("x"));
        Assert.Null(Parse(json).Text("x"));
        Assert.Null(Parse(json).Instant("x"));
        Assert.Empty(Parse(json).Items("x"));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"1,5\"")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("1e400")]
    public void Number_SomethingElse_IsAFault(string json)
    {
        Assert.Throws<FormatException>(() => Parse(json).Number("x"));
    }

    [Theory]
    [InlineData("\"2026-06-07\"", "2026-06-07T00:00:00Z")]
    [InlineData("\"2025-01-01T00:00:00.000Z\"", "2025-01-01T00:00:00Z")]
    [InlineData("\"2024-07-15T23:33:19+02:00\"", "2024-07-15T21:33:19Z")]
    [InlineData("1730419200", "2024-11-01T00:00:00Z")]
    public void Instant_DayTimeOrUnixSeconds_IsUtc(string json, string expected)
    {
        Assert.Equal(ReaderHarness.At(expected), Parse(json).Instant("x"));
    }

    private static JsonElement Parse(string? json) => JsonDocument.Parse(json is null ? "{}" : $$"""{"x":{{json}}}""").RootElement;
}
