using System.Globalization;
using System.Text.RegularExpressions;

namespace Spendwall.Bot.Configuration;

/// <summary>Every rule that a value alone, or two values together, can break.</summary>
internal static partial class SettingsValidator
{
    private const string Root = SpendwallOptions.Section;

    /// <summary>Far above any account, and far below what sums of nano-dollars in 64 bits can hold.</summary>
    private const decimal MostUsd = 1_000_000_000;

    public static void Check(SpendwallOptions options, List<SettingsFault> faults, List<string> warnings)
    {
        CheckStorage(options.Storage, faults);
        CheckAccounts(options, faults, warnings);
        CheckChannels(options, faults, warnings);
        CheckChats(options, faults);
        CheckTimes(options, faults);
        LimitValidator.Check(options.Limits, faults);
        CheckUrls(options, faults);
    }

    /// <summary>A url that may be called: https, or plain http on this machine.</summary>
    public static bool IsCallable(string url, out bool loopback)
    {
        bool sound = Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
        loopback = sound && uri!.IsLoopback;

        return sound && (uri!.Scheme == "https" || loopback);
    }

    private static void CheckStorage(StorageOptions storage, List<SettingsFault> faults)
    {
        if (!storage.IsPostgres && !string.Equals(storage.Provider, "Sqlite", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add(new($"{Root}:Storage:Provider", storage.Provider, "takes Sqlite or Postgres."));
        }
    }

    private static void CheckAccounts(SpendwallOptions options, List<SettingsFault> faults, List<string> warnings)
    {
        if (options.Accounts.Count == 0 && !faults.Exists(static fault => fault.Key.StartsWith($"{Root}:Accounts", StringComparison.Ordinal)))
        {
            faults.Add(new(
                $"{Root}:Accounts",
                null,
                $"there is no account. Set {SettingsLoader.OpenRouterVariable} or {SettingsLoader.OpenAIVariable} in the environment, or list accounts in {SettingsLoader.DefaultFile} (appsettings.example.json shows how)."));
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < options.Accounts.Count; i++)
        {
            var account = options.Accounts[i];
            string at = $"{Root}:Accounts:{i}";
            if (!Name().IsMatch(account.Name))
            {
                faults.Add(new($"{at}:Name", account.Name, "takes 1 to 64 letters, digits, '.', '_' or '-'."));
            }
            else if (!names.Add(account.Name))
            {
                faults.Add(new($"{at}:Name", account.Name, "another account has this name."));
            }
            else if (Reserved.Contains(account.Name, StringComparer.OrdinalIgnoreCase))
            {
                faults.Add(new($"{at}:Name", account.Name, "is a period or a verb in commands; choose another name."));
            }

            CheckAccount(account, at, faults, warnings);
        }
    }

    private static readonly string[] Reserved = ["today", "yesterday", "week", "month", "set", "show", "list", "clear", "add", "now"];

    private static void CheckAccount(AccountOptions account, string at, List<SettingsFault> faults, List<string> warnings)
    {
        void Fault(string key, object? value, string message) => faults.Add(new($"{at}:{key}", Convert.ToString(value, CultureInfo.InvariantCulture), message));

        // A file that could not be read was said already.
        if (account.ApiKey.IsEmpty && !faults.Exists(fault => fault.Key == $"{at}:{nameof(AccountOptions.ApiKey)}File"))
        {
            Fault("ApiKey", "", $"is empty; {AccountDefaults.KeyHelp(account.Provider)}. It can also be put into a file named by ApiKeyFile.");
        }
        else if (account.ApiKey.Reveal().Any(c => c is < '!' or > '~'))
        {
            Fault("ApiKey", "***", "holds a space or a character that no key has; copy it again.");
        }

        if (!IsCallable(account.BaseUrl, out bool loopback))
        {
            Fault("BaseUrl", account.BaseUrl, "takes an https address (plain http on loopback only).");
        }

        var least = loopback ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1);
        if (account.PollEvery < least || account.PollEvery > TimeSpan.FromDays(1))
        {
            Fault("PollEvery", account.PollEvery, $"takes {least:c} to 1.00:00:00.");
        }

        if (account.LeadTime <= TimeSpan.Zero || account.LeadTime > TimeSpan.FromDays(90))
        {
            Fault("LeadTime", account.LeadTime, "takes more than 00:00:00, at most 90.00:00:00.");
        }
        else if (account.WarnAt is { } warnAt && warnAt <= account.LeadTime)
        {
            Fault("WarnAt", warnAt, $"must be above LeadTime ({account.LeadTime:c}), else the heads-up comes after the alarm.");
        }

        if (account.Floor is < 0 or > MostUsd)
        {
            Fault("Floor", account.Floor, "takes USD, 0 to 1000000000.");
        }

        if (account.OpeningBalance is < -MostUsd or > MostUsd)
        {
            Fault("OpeningBalance", account.OpeningBalance, "takes USD, at most 1000000000.");
        }

        if (account.Concurrency is < 1 or > 100_000)
        {
            Fault("Concurrency", account.Concurrency, "takes 1 to 100000.");
        }

        if (account.BackfillDays is < 1 or > 365)
        {
            Fault("BackfillDays", account.BackfillDays, "takes 1 to 365.");
        }

        if (account.BlindAfter is < 1 or > 1000)
        {
            Fault("BlindAfter", account.BlindAfter, "takes 1 to 1000.");
        }

        if (account.MonthlyBudget is { } budget and (<= 0 or > MostUsd))
        {
            Fault("MonthlyBudget", budget, "takes USD above 0, at most 1000000000; leave it out for no budget.");
        }

        if (account.MonthlyBudget is not null && string.IsNullOrWhiteSpace(account.Owner))
        {
            Fault("MonthlyBudget", account.MonthlyBudget, $"a budget needs someone who answers for it: set {at}:Owner.");
        }

        if (account.Owner is { } owner && !string.IsNullOrWhiteSpace(owner) && !Owner().IsMatch(owner))
        {
            Fault("Owner", owner, "takes @name, slack:U…, slack:S…, discord:<id> or, for a role, discord:&<id>.");
        }

        if (account.Provider == ProviderKind.OpenAI && (!account.InferenceKey.IsEmpty || account.AutoTopUp))
        {
            warnings.Add($"{at}: InferenceKey and AutoTopUp are read for OpenRouter accounts only.");
        }
    }

    private static void CheckChannels(SpendwallOptions options, List<SettingsFault> faults, List<string> warnings)
    {
        var used = options.Accounts.SelectMany((account, i) => account.Channels.Select((channel, j) => (Key: $"{Root}:Accounts:{i}:Channels:{j}", Channel: channel)))
            .Concat(options.Summary.Channels.Select((channel, i) => (Key: $"{Root}:Summary:Channels:{i}", Channel: channel)))
            .Concat(options.Summary.Schedules.Select((schedule, i) => (Key: $"{Root}:Summary:Schedules:{i}:Channel", schedule.Channel)))
            .Concat(options.Summary.Daily.Channels.Select((channel, i) => (Key: $"{Root}:Summary:Daily:Channels:{i}", Channel: channel)));
        if (options.FallbackChannel is { } fallback)
        {
            used = used.Append((Key: $"{Root}:FallbackChannel", Channel: fallback));
        }

        foreach (var (key, channel) in used)
        {
            if (!ChannelText.IsOne(channel))
            {
                faults.Add(new(key, channel, "takes slack:#name, slack:C…, discord:<id> or terminal."));
            }
            else if ((channel.StartsWith("slack:", StringComparison.Ordinal) && !options.Slack.Enabled)
                || (channel.StartsWith("discord:", StringComparison.Ordinal) && !options.Discord.Enabled)
                || (channel == "terminal" && !options.Terminal.Enabled))
            {
                warnings.Add($"{key} = \"{channel}\": that platform is disabled; its alerts go to the terminal and the skip is recorded.");
            }
        }
    }

    private static void CheckChats(SpendwallOptions options, List<SettingsFault> faults)
    {
        if (options.Slack.Enabled)
        {
            CheckSlack(options.Slack, faults);
        }

        if (options.Discord.Enabled)
        {
            CheckDiscord(options.Discord, faults);
        }

        if (options.Slack.Mode is not ("Socket" or "Http"))
        {
            faults.Add(new($"{Root}:Slack:Mode", options.Slack.Mode, "takes Socket or Http."));
        }

        for (int i = 0; i < options.Admins.Count; i++)
        {
            if (!Identity().IsMatch(options.Admins[i]))
            {
                faults.Add(new($"{Root}:Admins:{i}", options.Admins[i], "takes slack:U…, discord:<id> or terminal:<user>."));
            }
        }
    }

    private static void CheckSlack(SlackOptions slack, List<SettingsFault> faults)
    {
        void Token(string key, Secret token, string prefix, string where)
        {
            if (token.IsEmpty)
            {
                faults.Add(new($"{Root}:Slack:{key}", "", $"is empty; {where}."));
            }
            else if (!token.Reveal().StartsWith(prefix, StringComparison.Ordinal) || token.Reveal().Any(static c => c is < '!' or > '~'))
            {
                faults.Add(new($"{Root}:Slack:{key}", "***", $"takes one that begins with {prefix}; {where}."));
            }
        }

        if (slack.RefreshToken.IsEmpty && slack.BotToken.Reveal().StartsWith("xoxe.", StringComparison.Ordinal))
        {
            faults.Add(new($"{Root}:Slack:RefreshToken", "", "is empty, and a token of an app with token rotation (xoxe.xoxb-) ends after twelve hours; set it with ClientId and ClientSecret."));
        }
        else if (slack.RefreshToken.IsEmpty)
        {
            Token("BotToken", slack.BotToken, "xoxb-", "it is the Bot User OAuth Token of the app's OAuth & Permissions page");
        }
        else
        {
            Token("RefreshToken", slack.RefreshToken, "xoxe-", "it is beside the token on the app's OAuth & Permissions page when token rotation is on");
            Token("ClientSecret", slack.ClientSecret, "", "a refresh needs the Client Secret of the app's Basic Information page");
            if (slack.ClientId.Length == 0)
            {
                faults.Add(new($"{Root}:Slack:ClientId", "", "is empty; a refresh needs the Client ID of the app's Basic Information page."));
            }
        }

        if (slack.Mode == "Socket")
        {
            Token("AppToken", slack.AppToken, "xapp-", "Socket Mode needs an app-level token with the scope connections:write, from the app's Basic Information page");
        }

        // Without it anyone who finds the address could press buttons in anyone's name.
        if (slack.Mode == "Http")
        {
            Token("SigningSecret", slack.SigningSecret, "", "Http mode needs the Signing Secret of the app's Basic Information page");
        }
    }

    private static void CheckDiscord(DiscordOptions discord, List<SettingsFault> faults)
    {
        const string page = "https://discord.com/developers/applications";
        if (discord.Token.IsEmpty)
        {
            faults.Add(new($"{Root}:Discord:Token", "", $"is empty; it is on the application's Bot page ({page}). It can also be put into a file named by TokenFile."));
        }
        else if (discord.Token.Reveal().Any(static c => c is < '!' or > '~'))
        {
            faults.Add(new($"{Root}:Discord:Token", "***", "holds a space or a character that no token has; copy it again, without \"Bot\" before it."));
        }

        if (!Snowflake().IsMatch(discord.ApplicationId))
        {
            faults.Add(new($"{Root}:Discord:ApplicationId", discord.ApplicationId, $"takes digits: the Application ID of the General Information page ({page})."));
        }

        for (int i = 0; i < discord.GuildIds.Count; i++)
        {
            if (!Snowflake().IsMatch(discord.GuildIds[i]))
            {
                faults.Add(new($"{Root}:Discord:GuildIds:{i}", discord.GuildIds[i], "takes digits: the server's id, by Copy Server ID in Discord's developer mode."));
            }
        }
    }

    private static void CheckTimes(SpendwallOptions options, List<SettingsFault> faults)
    {
        CadenceCheck.Check(options, faults);

        if (options.Reconcile.WarnAbove is not (> 0 and <= 1))
        {
            faults.Add(new($"{Root}:Reconcile:WarnAbove", options.Reconcile.WarnAbove.ToString(CultureInfo.InvariantCulture), "takes a share, more than 0 and at most 1."));
        }

        if (options.Retention.Buckets < TimeSpan.FromDays(62))
        {
            faults.Add(new($"{Root}:Retention:Buckets", options.Retention.Buckets.ToString(), "takes 62.00:00:00 or more: forecasts and comparisons read two months."));
        }

        if (options.Retention.Requests < TimeSpan.FromDays(1))
        {
            faults.Add(new($"{Root}:Retention:Requests", options.Retention.Requests.ToString(), "takes 1.00:00:00 or more."));
        }

        if (options.Heartbeat.Every < TimeSpan.FromSeconds(10))
        {
            faults.Add(new($"{Root}:Heartbeat:Every", options.Heartbeat.Every.ToString(), "takes 00:00:10 or more."));
        }

        if (options.Premium.UsdPerMillionOutput is < 0 or > MostUsd)
        {
            faults.Add(new($"{Root}:Premium:UsdPerMillionOutput", options.Premium.UsdPerMillionOutput.ToString(CultureInfo.InvariantCulture), "takes 0 to 1000000000."));
        }
    }

    private static void CheckUrls(SpendwallOptions options, List<SettingsFault> faults)
    {
        void Callable(string key, string? url, bool isSecret = false)
        {
            if (!string.IsNullOrWhiteSpace(url) && !IsCallable(url, out _))
            {
                faults.Add(new($"{Root}:{key}", isSecret ? SecretText.Address(url) : url, "takes an https address (plain http on loopback only)."));
            }
        }

        Callable("Heartbeat:Url", options.Heartbeat.Url, isSecret: true);
        Callable("Slack:ApiUrl", options.Slack.ApiUrl);
        Callable("Discord:ApiUrl", options.Discord.ApiUrl);
        if (options.OpenTelemetry.Endpoint is { } endpoint && !string.IsNullOrWhiteSpace(endpoint)
            && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var collector) && collector.Scheme is "http" or "https"))
        {
            faults.Add(new($"{Root}:OpenTelemetry:Endpoint", endpoint, "takes the collector's address, such as http://localhost:4318."));
        }

        // Kestrel takes host wildcards that Uri refuses.
        foreach (string url in options.Http.Urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).DefaultIfEmpty(""))
        {
            if (!(ListenUrl().Match(url) is { Success: true } match && (match.Groups["port"].Value is not { Length: > 0 } port || ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _))))
            {
                faults.Add(new($"{Root}:Http:Urls", options.Http.Urls, "takes http://HOST:PORT, several parted by ';'. Put a proxy in front for https."));
            }
        }
    }

    [GeneratedRegex(@"^[\p{L}\p{Nd}._-]{1,64}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(@[\p{L}\p{Nd}._-]{1,80}|slack:[USW][A-Z0-9]+|discord:(&|role:)?[0-9]+)\z")]
    private static partial Regex Owner();

    [GeneratedRegex(@"^(slack:[UW][A-Z0-9]+|discord:[0-9]+|terminal:\S+)\z")]
    private static partial Regex Identity();

    [GeneratedRegex(@"^[0-9]{1,20}\z")]
    private static partial Regex Snowflake();

    [GeneratedRegex(@"^http://([^\s/:]+|\[[0-9a-fA-F:]+\])(:(?<port>[0-9]{1,5}))?/?\z")]
    private static partial Regex ListenUrl();
}
