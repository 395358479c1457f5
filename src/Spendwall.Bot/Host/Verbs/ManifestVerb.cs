using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Discord.Registration;
using Spendwall.Bot.Chat.Slack.Manifest;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>manifest slack|discord</c>: what each platform wants to know, before there are any settings.</summary>
internal static class ManifestVerb
{
    // For people to paste: an apostrophe stays one.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(BotProcess process)
    {
        var mode = new Option<string>("--mode") { Description = "socket: the bot connects to Slack; http: Slack calls the bot.", DefaultValueFactory = static _ => "socket" };
        mode.AcceptOnlyFromAmong("socket", "http");
        var url = new Option<string?>("--url") { Description = "For http: where Slack reaches this bot, such as https://spendwall.example.com.", HelpName = "URL" };
        var slack = new Command("slack", "Print the manifest to create the Slack app with.") { mode, url };
        slack.SetAction(async (parsed, _) =>
        {
            Uri? address = null;
            if (parsed.GetValue(mode) == "http" && (address = Address(parsed.GetValue(url))) is null)
            {
                await process.Error.WriteLineAsync("--mode http needs --url with the https address where Slack reaches this bot, such as --url https://spendwall.example.com.");

                return ExitCode.Settings;
            }

            var manifest = SlackManifest.Of(Commands(process), address);
            await process.Out.WriteLineAsync(manifest.ToJsonString(Readable));
            await process.Error.WriteLineAsync($"Create the app: {SlackManifest.CreateLink(manifest).AbsoluteUri}");

            return ExitCode.Done;
        });

        return new Command("manifest", "Print what a chat platform wants to know about the bot.") { slack, Discord(process) };
    }

    /// <summary>The bot registers the same by itself when it starts; this is to look at, and for the address to invite it with.</summary>
    private static Command Discord(BotProcess process)
    {
        var application = new Option<string>("--application-id") { Description = "The application's id, for the invite address.", HelpName = "ID", DefaultValueFactory = static _ => "APPLICATION_ID" };
        var guild = new Option<bool>("--guild") { Description = "As it is registered for the servers of Discord:GuildIds, instead of everywhere." };
        var discord = new Command("discord", "Print the commands as they are registered with Discord, and where to invite the bot.") { application, guild };
        discord.SetAction(async (parsed, _) =>
        {
            string id = parsed.GetValue(application)!;
            if (id != "APPLICATION_ID" && !id.All(char.IsAsciiDigit))
            {
                await process.Error.WriteLineAsync("--application-id takes digits: the Application ID of the General Information page on https://discord.com/developers/applications.");

                return ExitCode.Settings;
            }

            await process.Out.WriteLineAsync(DiscordCommands.Of(Commands(process), isGlobal: !parsed.GetValue(guild)).ToJsonString(Readable));
            await process.Error.WriteLineAsync($"Invite the bot: {DiscordPermissions.InviteUrl(id)}");
            await process.Error.WriteLineAsync($"It asks for {string.Join(", ", DiscordPermissions.Needed.Select(static permission => permission.Name))}.");

            return ExitCode.Done;
        });

        return discord;
    }

    /// <summary>The folder of the address, so that paths are added to it.</summary>
    private static Uri? Address(string? url) => url is not null && Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme == "https" ? address : null;

    /// <summary>The catalogue needs no account and opens no storage.</summary>
    private static IReadOnlyList<CommandSpec> Commands(BotProcess process)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSpendwallBot(new LoadedSettings(new SpendwallOptions(), process.CurrentDirectory, "nothing", []), process, process.Screen(process.Error));
        using var provider = services.BuildServiceProvider();

        return provider.GetRequiredService<CommandCatalogue>().Specs;
    }
}
