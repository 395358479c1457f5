using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Slack.Commands;

namespace Spendwall.Bot.Chat.Slack.Manifest;

/// <summary>The Slack app as a manifest, made from the command catalogue. https://docs.slack.dev/reference/app-manifest Pure.</summary>
internal static class SlackManifest
{
    public static readonly IReadOnlyList<string> Scopes = [.. SlackScopes.All.Select(static scope => scope.Name)];

    public static readonly IReadOnlyList<string> Events = ["app_home_opened", "app_mention", .. SlackLifecycle.Events];

    private const int MostCommands = 50;

    /// <summary>The short forms: every command whose name Slack does not keep for itself.</summary>
    public static IEnumerable<CommandSpec> ShortForms(IReadOnlyList<CommandSpec> commands) => commands.Where(static command => !SlackCommandText.Reserved.Contains(command.Name));

    /// <param name="url">Where Slack reaches the bot; null: Socket Mode, in which the bot goes to Slack.</param>
    public static JsonObject Of(IReadOnlyList<CommandSpec> commands, Uri? url)
    {
        var slashes = new List<JsonObject> { Slash(SlackCommandText.Alias, "Everything Spendwall can do: /spendwall help", "<command>", url) };
        slashes.AddRange(ShortForms(commands).Take(MostCommands - 1).Select(command => Slash(command.Name, command.Summary, command.Usage, url)));

        return new()
        {
            ["_metadata"] = new JsonObject { ["major_version"] = 2 },
            ["display_information"] = new JsonObject
            {
                ["name"] = "Spendwall",
                ["description"] = "Watches what the team spends on AI APIs and warns here before it hurts",
                ["background_color"] = "#1d1c1d",
            },
            ["features"] = new JsonObject
            {
                ["app_home"] = new JsonObject { ["home_tab_enabled"] = true, ["messages_tab_enabled"] = true, ["messages_tab_read_only_enabled"] = false },
                ["bot_user"] = new JsonObject { ["display_name"] = "Spendwall", ["always_online"] = true },
                ["slash_commands"] = new JsonArray([.. slashes]),
            },
            ["oauth_config"] = new JsonObject { ["scopes"] = new JsonObject { ["bot"] = Array(Scopes) } },
            ["settings"] = new JsonObject
            {
                ["event_subscriptions"] = WithUrl(new() { ["bot_events"] = Array(Events) }, "request_url", url, "slack/events"),
                ["interactivity"] = WithUrl(new() { ["is_enabled"] = true }, "request_url", url, "slack/interactions"),
                ["org_deploy_enabled"] = false,
                ["socket_mode_enabled"] = url is null,
                ["token_rotation_enabled"] = false,
            },
        };
    }

    /// <summary>Opens Slack's page for a new app with everything filled in.</summary>
    public static Uri CreateLink(JsonObject manifest) => new($"https://api.slack.com/apps?new_app=1&manifest_json={Uri.EscapeDataString(manifest.ToJsonString())}");

    private static JsonObject Slash(string name, string summary, string usage, Uri? url)
    {
        var json = new JsonObject { ["command"] = $"/{name}", ["description"] = ForeignText.Cut(summary, 2000), ["should_escape"] = true };
        if (usage.Length > 0)
        {
            json["usage_hint"] = ForeignText.Cut(usage, 1000);
        }

        return WithUrl(json, "url", url, "slack/commands");
    }

    private static JsonObject WithUrl(JsonObject json, string key, Uri? url, string path)
    {
        if (url is not null)
        {
            json[key] = new Uri(url, path).AbsoluteUri;
        }

        return json;
    }

    private static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(static value => (JsonNode)value)]);
}
