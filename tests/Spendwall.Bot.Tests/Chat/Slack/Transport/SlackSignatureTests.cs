using System.Globalization;
using System.Text;
using Spendwall.Bot.Chat.Slack.Transport;

namespace Spendwall.Bot.Tests.Chat.Slack.Transport;

public sealed class SlackSignatureTests
{
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string Timestamp = "1531420618";
    private const string Published = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c");

    private static readonly DateTimeOffset SignedAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Timestamp, CultureInfo.InvariantCulture));

    [Fact]
    public void Sign_SlacksPublishedExample_IsSlacksPublishedSignature() => Assert.Equal(Published, SlackSignature.Sign(Secret, Timestamp, Body));

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void IsValid_SecondsAfterSigning_HoldsForFiveMinutesBothWays(int seconds, bool expected) =>
        Assert.Equal(expected, SlackSignature.IsValid(Secret, Timestamp, Published, Body, SignedAt.AddSeconds(seconds)));

    [Theory]
    [InlineData(null, Published)]
    [InlineData("", Published)]
    [InlineData("1531420618.0", Published)]
    [InlineData(" 1531420618", Published)]
    [InlineData("99999999999999999999", Published)]
    [InlineData("9223372036854775807", Published)]
    [InlineData("soon", Published)]
    [InlineData(Timestamp, null)]
    [InlineData(Timestamp, "")]
    [InlineData(Timestamp, "v0=")]
    [InlineData(Timestamp, "v0=A2114D57B48EAC39B9AD189DD8316235A7B4A8D21A10BD27519666489C69B503")]
    [InlineData(Timestamp, "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")]
    public void IsValid_AHeaderThatIsNone_IsNot(string? timestamp, string? signature) =>
        Assert.False(SlackSignature.IsValid(Secret, timestamp, signature, Body, SignedAt));

    [Fact]
    public void IsValid_OneByteChanged_IsNot()
    {
        byte[] tampered = [.. Body];
        tampered[^1] ^= 1;

        Assert.False(SlackSignature.IsValid(Secret, Timestamp, Published, tampered, SignedAt));
        Assert.False(SlackSignature.IsValid("another secret", Timestamp, Published, Body, SignedAt));
        Assert.False(SlackSignature.IsValid("", Timestamp, SlackSignature.Sign("", Timestamp, Body), Body, SignedAt));
    }
}
