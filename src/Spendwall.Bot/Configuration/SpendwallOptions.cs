namespace Spendwall.Bot.Configuration;

/// <summary>Everything under <c>Spendwall</c> in the settings; the README's table lists the keys.</summary>
public sealed record SpendwallOptions
{
    public const string Section = "Spendwall";

    public StorageOptions Storage { get; init; } = new();

    public IReadOnlyList<AccountOptions> Accounts { get; init; } = [];

    /// <summary>Identities that may change anything: <c>slack:U…</c>, <c>discord:&lt;id&gt;</c> or <c>terminal:&lt;os user&gt;</c>.</summary>
    public IReadOnlyList<string> Admins { get; init; } = [];

    /// <summary>Takes what no other channel can; null is the terminal.</summary>
    public string? FallbackChannel { get; init; }

    /// <summary><c>22:00-07:00</c> in UTC, <c>22:00-07:00 Europe/Berlin</c> on the wall there, or null.</summary>
    public string? QuietHours { get; init; }

    public CadenceOptions Cadence { get; init; } = new();

    /// <summary>Lines as <c>/map</c> takes them: <c>key:batch-7 workflow:summaries team:search</c>.</summary>
    public IReadOnlyList<string> Map { get; init; } = [];

    public PremiumOptions Premium { get; init; } = new();

    public LimitOptions Limits { get; init; } = new();

    public SlackOptions Slack { get; init; } = new();

    public DiscordOptions Discord { get; init; } = new();

    public TerminalOptions Terminal { get; init; } = new();

    public SummaryOptions Summary { get; init; } = new();

    public BearerOptions Ingest { get; init; } = new();

    public BearerOptions Events { get; init; } = new();

    public RetentionOptions Retention { get; init; } = new();

    public ReconcileOptions Reconcile { get; init; } = new();

    public HeartbeatOptions Heartbeat { get; init; } = new();

    public OpenTelemetryOptions OpenTelemetry { get; init; } = new();

    public HttpOptions Http { get; init; } = new();
}

public sealed record StorageOptions
{
    public string Provider { get; init; } = "Sqlite";

    public string ConnectionString { get; init; } = "Data Source=spendwall.db";

    /// <summary>For any number of replicas on one database; else one bot on a file.</summary>
    public bool IsPostgres => string.Equals(Provider, "Postgres", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A model is premium above a price per million output tokens, or when it is named.</summary>
public sealed record PremiumOptions
{
    public decimal UsdPerMillionOutput { get; init; } = 10;

    public IReadOnlyList<string> Models { get; init; } = [];

    /// <param name="output">USD a token; null: not told.</param>
    public bool IsPremiumPrice(decimal? output) => output * 1_000_000 >= UsdPerMillionOutput;
}

/// <summary>How budgets warn, who may grant how much more, and what asks before it is done.</summary>
public sealed record LimitOptions
{
    /// <summary>Percent of a budget that are told, unless the budget has its own; all of it always is.</summary>
    public string Thresholds { get; init; } = "50,75,90,100";

    /// <summary>The share of a budget that its owners may grant as an exception; above it an admin decides.</summary>
    public decimal OwnerMayGrant { get; init; } = 0.5m;

    /// <summary>An exception that nobody decides is over after this.</summary>
    public TimeSpan RequestLapses { get; init; } = TimeSpan.FromDays(2);

    /// <summary>A window or event that allows more times the expected is asked back.</summary>
    public decimal ConfirmTimes { get; init; } = 5;

    /// <summary>USD: a window or event that allows more is asked back.</summary>
    public decimal ConfirmUsd { get; init; } = 1000;

    /// <summary>Whether owners are shown their budgets: each week, and each day while a window lasts.</summary>
    public bool Reviews { get; init; } = true;

    public DayOfWeek ReviewDay { get; init; } = DayOfWeek.Monday;

    /// <summary>The time of day in <see cref="SummaryOptions.TimeZone"/>.</summary>
    public string ReviewAt { get; init; } = "09:00";
}

public sealed record SlackOptions
{
    public bool Enabled { get; init; }

    public string Mode { get; init; } = "Socket";

    public Secret BotToken { get; init; } = new("");

    public Secret AppToken { get; init; } = new("");

    public Secret SigningSecret { get; init; } = new("");

    /// <summary>With token rotation: the first refresh token, and what it takes to use it.</summary>
    public Secret RefreshToken { get; init; } = new("");

    public string ClientId { get; init; } = "";

    public Secret ClientSecret { get; init; } = new("");

    /// <summary>Where the renewed tokens are kept.</summary>
    public string TokenStore { get; init; } = "slack-token.json";

    public string ApiUrl { get; init; } = "https://slack.com/api/";
}

public sealed record DiscordOptions
{
    public bool Enabled { get; init; }

    public Secret Token { get; init; } = new("");

    public string ApplicationId { get; init; } = "";

    public IReadOnlyList<string> GuildIds { get; init; } = [];

    public string ApiUrl { get; init; } = "https://discord.com/api/v10/";
}

public sealed record TerminalOptions
{
    public bool Enabled { get; init; } = true;
}

/// <summary>When an alert that nobody acts on is told again and who is called next, by level.</summary>
public sealed record CadenceOptions
{
    public TimeSpan RepeatWarning { get; init; } = TimeSpan.FromHours(24);

    public TimeSpan RepeatCritical { get; init; } = TimeSpan.FromHours(4);

    public TimeSpan RepeatExhausted { get; init; } = TimeSpan.FromHours(1);

    /// <summary>From the owner to whom they named, and from there to the fallback channel.</summary>
    public TimeSpan EscalateWarning { get; init; } = TimeSpan.FromHours(8);

    public TimeSpan EscalateCritical { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan EscalateExhausted { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>From an acknowledgement to the one reminder.</summary>
    public TimeSpan RemindAfter { get; init; } = TimeSpan.FromHours(8);

    /// <summary>The last step calls @here.</summary>
    public bool Here { get; init; }

    /// <summary>More new messages than this in a channel within <see cref="BurstWithin"/> become one.</summary>
    public int BurstMost { get; init; } = 5;

    public TimeSpan BurstWithin { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>When the weekly summary is posted (Quartz cron) and where.</summary>
public sealed record SummaryOptions
{
    public string Cron { get; init; } = "0 0 9 ? * MON";

    /// <summary>An IANA name, such as <c>Europe/Berlin</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Empty: the channels of the accounts.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>Channels with a time of their own; one that is in no other list gets the summary too.</summary>
    public IReadOnlyList<SummarySchedule> Schedules { get; init; } = [];

    public DailyOptions Daily { get; init; } = new();
}

/// <summary>A channel's own time for the weekly summary.</summary>
public sealed record SummarySchedule
{
    public string Channel { get; init; } = "";

    /// <summary>Null: <see cref="SummaryOptions.Cron"/>.</summary>
    public string? Cron { get; init; }

    /// <summary>Null: <see cref="SummaryOptions.TimeZone"/>.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>Five lines about the UTC day before, where they are asked for.</summary>
public sealed record DailyOptions
{
    public string Cron { get; init; } = "0 0 9 * * ?";

    /// <summary>Null: <see cref="SummaryOptions.TimeZone"/>.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Empty: nobody gets it.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];
}

public sealed record BearerOptions
{
    public Secret BearerSecret { get; init; } = new("");
}

public sealed record RetentionOptions
{
    public TimeSpan Buckets { get; init; } = TimeSpan.FromDays(400);

    public TimeSpan Requests { get; init; } = TimeSpan.FromDays(90);
}

/// <summary>When a day's reconciliation calls somebody.</summary>
public sealed record ReconcileOptions
{
    /// <summary>The share of the balance movement that no record explains, above which it is an alert: more than 0, at most 1.</summary>
    public decimal WarnAbove { get; init; } = 0.05m;
}

/// <summary>A GET after each healthy round, so that something else notices when the bot is down.</summary>
public sealed record HeartbeatOptions
{
    public string? Url { get; init; }

    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);
}

public sealed record OpenTelemetryOptions
{
    public string? Endpoint { get; init; }
}

public sealed record HttpOptions
{
    public string Urls { get; init; } = "http://127.0.0.1:5080";
}
