namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>What a session needs to be resumed; lives longer than its connections.</summary>
internal sealed class GatewaySession
{
    private const long None = -1;

    private long sequence = None;

    public string? Id { get; private set; }

    /// <summary>Where to resume; no other address knows the session.</summary>
    public Uri? ResumeUrl { get; private set; }

    /// <summary>Of the last dispatch, and of nothing else; null before the first.</summary>
    public long? Sequence => Interlocked.Read(ref sequence) is var last && last == None ? null : last;

    /// <summary>This bot's own ids.</summary>
    public string Application { get; private set; } = "";

    public string User { get; private set; } = "";

    /// <summary>Transport timestamp.</summary>
    public long StartedAt { get; private set; }

    /// <summary>Resumes that were tried since the last one that worked.</summary>
    public int Resumes { get; private set; }

    public bool CanResume => Id is not null && ResumeUrl is not null && Sequence is not null;

    public void Saw(long dispatch) => Interlocked.Exchange(ref sequence, dispatch);

    public void Begin(string id, Uri resumeUrl, string application, string user, long now) =>
        (Id, ResumeUrl, Application, User, StartedAt, Resumes) = (id, resumeUrl, application, user, now, 0);

    public void TryingToResume() => Resumes++;

    public void Resumed() => Resumes = 0;

    /// <summary>It cannot be resumed any more.</summary>
    public void Forget()
    {
        (Id, ResumeUrl, Resumes) = (null, null, 0);
        Interlocked.Exchange(ref sequence, None);
    }
}
