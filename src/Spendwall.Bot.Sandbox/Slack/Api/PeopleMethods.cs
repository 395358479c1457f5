using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary><c>users.*</c> and <c>usergroups.*</c>.</summary>
internal sealed class PeopleMethods(SlackWorkspace workspace)
{
    public IEnumerable<SlackMethod> All =>
    [
        new("users.info", SlackTier.Four, "users:read", Info),
        new("users.list", SlackTier.Two, "users:read", List),
        new("users.lookupByEmail", SlackTier.Three, "users:read.email", ByEmail),
        new("usergroups.list", SlackTier.Two, "usergroups:read", Groups),
        new("usergroups.users.list", SlackTier.Two, "usergroups:read", GroupUsers),
    ];

    private JsonObject Info(SlackCall call)
    {
        string id = call.Required("user");

        return new() { ["user"] = (workspace.Directory.Users.FirstOrDefault(user => user.Id == id) ?? throw new SlackError("user_not_found")).ToJson() };
    }

    private JsonObject List(SlackCall call)
    {
        var (rows, next) = Pages.Of(call, workspace.Directory.Users, 100);

        return new() { ["members"] = new JsonArray([.. rows.Select(static user => user.ToJson())]), ["response_metadata"] = Pages.Metadata(next) };
    }

    private JsonObject ByEmail(SlackCall call)
    {
        string email = call.Required("email");
        var found = workspace.Directory.Users.FirstOrDefault(user => string.Equals(user.Email, email, StringComparison.OrdinalIgnoreCase));

        return new() { ["user"] = (found ?? throw new SlackError("users_not_found")).ToJson() };
    }

    private JsonObject Groups(SlackCall call) => new() { ["usergroups"] = new JsonArray([.. workspace.Directory.Groups.Select(group => Group(group, call.Flag("include_users")))]) };

    private static JsonObject Group(SlackUserGroup group, bool withUsers)
    {
        var body = group.ToJson();
        if (!withUsers)
        {
            body.Remove("users");
        }

        return body;
    }

    private JsonObject GroupUsers(SlackCall call)
    {
        string id = call.Required("usergroup");
        var group = workspace.Directory.Groups.FirstOrDefault(group => group.Id == id) ?? throw new SlackError("no_such_subteam");

        return new() { ["users"] = group.ToJson()["users"]!.DeepClone() };
    }
}
