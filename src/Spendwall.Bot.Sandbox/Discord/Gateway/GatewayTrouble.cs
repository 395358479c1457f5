namespace Spendwall.Bot.Sandbox.Discord.Gateway;

/// <summary>What a resume gets instead of its events.</summary>
internal enum ResumeTrouble
{
    None,

    /// <summary>The connection ends without a close code, every time.</summary>
    Dropped,

    /// <summary>op 9 with <c>false</c>: the session is over.</summary>
    Invalid,

    /// <summary>op 9 with <c>true</c>: try again.</summary>
    InvalidResumable,
}

/// <summary>How the gateway misbehaves, for every connection from now on; all of it is off.</summary>
internal sealed class GatewayTrouble
{
    /// <summary>Opens without a Hello.</summary>
    public bool IsMute { get; set; }

    /// <summary>Asks to reconnect (op 7) instead of the Hello.</summary>
    public bool ReconnectsBeforeHello { get; set; }

    /// <summary>Leaves heartbeats without their acknowledgement.</summary>
    public bool SwallowsHeartbeats { get; set; }

    /// <summary>Leaves the client's close frame without an answer, and the connection open.</summary>
    public bool IgnoresClose { get; set; }

    /// <summary>Splits messages into frames of so many bytes; null: one frame.</summary>
    public int? FrameBytes { get; set; }

    public ResumeTrouble Resumes { get; set; }

    /// <summary>Closes with this code instead of a Ready; null: it is ready.</summary>
    public int? IdentifyClose { get; set; }
}
