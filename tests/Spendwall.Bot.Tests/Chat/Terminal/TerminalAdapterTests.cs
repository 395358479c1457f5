using NSubstitute;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Terminal;

namespace Spendwall.Bot.Tests.Chat.Terminal;

public sealed class TerminalAdapterTests : IDisposable
{
    private readonly StringWriter output = new();
    private readonly TerminalAdapter adapter;

    public TerminalAdapterTests() => adapter = new(new TerminalScreen(output, static () => 80, colour: false), new PeopleNames([]));

    [Fact]
    public async Task Post_TheSameKeyTwice_IsPrintedOnce()
    {
        var first = await adapter.PostAsync(ChannelAddress.Terminal, Message("low"), null, "k", CancellationToken.None);
        var second = await adapter.PostAsync(ChannelAddress.Terminal, Message("low"), null, "k", CancellationToken.None);

        Assert.Equal(first, second);
        Assert.Equal("\n▲ low\n", output.ToString());
    }

    [Fact]
    public async Task Post_InAThread_IsSetUnderIt()
    {
        var root = await adapter.PostAsync(ChannelAddress.Terminal, Message("low"), null, "k", CancellationToken.None);
        await adapter.PostAsync(ChannelAddress.Terminal, Message("acknowledged"), root, "k2", CancellationToken.None);

        Assert.Equal("\n▲ low\n  ↳ ▲ acknowledged\n", output.ToString());
    }

    [Fact]
    public async Task Edit_PrintsTheStateOnlyWhenItChanged()
    {
        var handle = await adapter.PostAsync(ChannelAddress.Terminal, Message("low"), null, "k", CancellationToken.None);
        await adapter.EditAsync(handle, Message("lower") with { Footer = ["newer"] }, CancellationToken.None);
        await adapter.EditAsync(handle, Message("resolved") with { Tone = Tone.Good }, CancellationToken.None);
        await adapter.EditAsync(handle, Message("resolved") with { Tone = Tone.Good }, CancellationToken.None);

        Assert.Equal("\n▲ low\n✓ resolved\n", output.ToString());
    }

    [Fact]
    public async Task Edit_AfterARestart_PrintsTheState()
    {
        await adapter.EditAsync(new(ChannelAddress.Terminal, "from-before"), Message("resolved"), CancellationToken.None);

        Assert.Equal("▲ resolved\n", output.ToString());
    }

    [Fact]
    public async Task Post_TheTerminalIsGone_IsUnavailableAndCanBeTriedAgain()
    {
        using var broken = Substitute.ForPartsOf<StringWriter>();
        broken.When(static writer => writer.Write(Arg.Any<string>())).Do(static _ => throw new IOException("gone"));
        var gone = new TerminalAdapter(new TerminalScreen(broken, static () => 80, colour: false), new PeopleNames([]));

        for (int attempt = 0; attempt < 2; attempt++)
        {
            var exception = await Assert.ThrowsAsync<ChatException>(() => gone.PostAsync(ChannelAddress.Terminal, Message("low"), null, "k", CancellationToken.None));
            Assert.Equal(ChatFailure.Unavailable, exception.Failure);
        }
    }

    public void Dispose() => output.Dispose();

    private static ChatMessage Message(string title) => new() { Title = title, Tone = Tone.Warning };
}
