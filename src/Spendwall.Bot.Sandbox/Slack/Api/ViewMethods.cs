using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Slack.Blocks;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary><c>views.*</c>.</summary>
internal sealed class ViewMethods(SlackWorkspace workspace)
{
    public IEnumerable<SlackMethod> All =>
    [
        new("views.open", SlackTier.Four, null, Open) { TakesJson = true },
        new("views.publish", SlackTier.Four, null, Publish) { TakesJson = true },
        new("views.update", SlackTier.Four, null, Update) { TakesJson = true },
    ];

    private JsonObject Open(SlackCall call)
    {
        var view = View(call, "modal");
        // A view that is refused does not use the trigger up, but a late one is late.
        var (user, error) = workspace.Triggers.Use(call.Required("trigger_id"));
        if (user is null)
        {
            throw new SlackError(error!);
        }

        var opened = workspace.Views.Open(user, view);
        workspace.Transcript.Did(workspace.Directory.User(user)!.RealName, $"sees a window: {BlockText.Title(view)}");

        return Answer(opened);
    }

    private JsonObject Publish(SlackCall call)
    {
        var view = View(call, "home");
        string id = call.Required("user_id");
        var user = workspace.Directory.Users.FirstOrDefault(user => user.Id == id) ?? throw new SlackError("user_not_found");
        var home = workspace.Views.Home(user.Id);
        CheckHash(call, home);
        home = home is null ? workspace.Views.Open(user.Id, view) : workspace.Views.Replace(home, view);
        workspace.Transcript.Said($"Home of {user.RealName}", "Spendwall", "", BlockText.Of(view));

        return Answer(home);
    }

    private JsonObject Update(SlackCall call)
    {
        var old = workspace.Views.Find(call.Text("view_id"), call.Text("external_id")) ?? throw new SlackError("not_found");
        var view = View(call, old.Text("type")!);
        CheckHash(call, old);

        return Answer(workspace.Views.Replace(old, view));
    }

    private static JsonElement View(SlackCall call, string type)
    {
        var view = call.Json("view", JsonValueKind.Object, "invalid_arguments") ?? throw new SlackError("invalid_arguments") { Messages = ["[ERROR] missing required field: view"] };
        var faults = ViewRules.Check(view, type);

        return faults.Count == 0 ? view : throw new SlackError("invalid_arguments") { Messages = faults };
    }

    private static void CheckHash(SlackCall call, SlackView? view)
    {
        if (call.Text("hash") is { } hash && view is not null && hash != view.Hash)
        {
            throw new SlackError("hash_conflict");
        }
    }

    private static JsonObject Answer(SlackView view) => new() { ["view"] = view.ToJson() };
}
