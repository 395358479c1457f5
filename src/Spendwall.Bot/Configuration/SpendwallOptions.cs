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

    /// <summary><c>22:00-07:00</c> in UTC, or null.</summary>
    public string? QuietHours { get; init; }

    /// <summary>Lines as <c>/map</c> takes them: <c>key:batch-7 workflow:summaries team:search</c>.</summary>
    public IReadOnlyList<string> Map { get; init; } = [];

    public PremiumOptions Premium { get; init; } = new();

    public SlackOptions Slack { get; init; } = new();

    public DiscordOptions Discord { get; init; } = new();

    public TerminalOptions Terminal { get; init; } = new();

    public SummaryOptions Summary { get; init; } = new();

    public BearerOptions Ingest { get; init; } = new();

    public BearerOptions Events { get; init; } = new();

    public RetentionOptions Retention { get; init; } = new();

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

/// <summary>When the weekly summary is posted (Quartz cron) and where.</summary>
public sealed record SummaryOptions
{
    public string Cron { get; init; } = "0 0 9 ? * MON";

    /// <summary>An IANA name, such as <c>Europe/Berlin</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Empty: the channels of the accounts.</summary>
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
