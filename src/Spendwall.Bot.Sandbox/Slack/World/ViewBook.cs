using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.Slack.World;

/// <summary>A modal that is open, or a user's Home.</summary>
/// <param name="View">As the app sent it.</param>
internal sealed record SlackView(string Id, string User, JsonElement View, string Hash)
{
    public bool IsHome => Text("type") == "home";

    /// <summary>What the app complained about at the last submission, by block.</summary>
    public JsonElement? Errors { get; init; }

    public string? Text(string name) => View.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public JsonObject ToJson(JsonObject? state = null)
    {
        var body = JsonObject.Create(View)!;
        body["id"] = Id;
        body["team_id"] = SlackIdentity.Team;
        body["app_id"] = SlackIdentity.App;
        body["bot_id"] = SlackIdentity.Bot;
        body["hash"] = Hash;
        body["root_view_id"] = Id;
        body["previous_view_id"] = null;
        body["private_metadata"] ??= "";
        body["callback_id"] ??= "";
        body["external_id"] ??= "";
        body["state"] = new JsonObject { ["values"] = state ?? [] };

        return body;
    }
}

/// <summary>Homes and modals, by id; a closed modal is gone.</summary>
internal sealed class ViewBook
{
    private readonly Lock gate = new();
    private readonly List<SlackView> views = [];
    private int made;

    public IReadOnlyList<SlackView> All
    {
        get
        {
            lock (gate)
            {
                return [.. views];
            }
        }
    }

    public SlackView? Home(string user) => All.FirstOrDefault(view => view.IsHome && view.User == user);

    /// <summary>The modal on top of a user's screen.</summary>
    public SlackView? Modal(string user) => All.LastOrDefault(view => !view.IsHome && view.User == user);

    public SlackView? Find(string? id, string? externalId) => All.FirstOrDefault(view => id is not null ? view.Id == id : externalId is not null && view.Text("external_id") == externalId);

    public SlackView Open(string user, JsonElement view)
    {
        lock (gate)
        {
            var opened = new SlackView($"V0{++made:00000000}", user, view, Hash());
            views.Add(opened);

            return opened;
        }
    }

    public SlackView Replace(SlackView old, JsonElement view) => Put(old with { View = view, Errors = null, Hash = "" });

    public SlackView Complain(SlackView old, JsonElement errors) => Put(old with { Errors = errors });

    public void Close(SlackView view)
    {
        lock (gate)
        {
            views.RemoveAll(other => other.Id == view.Id);
        }
    }

    private SlackView Put(SlackView view)
    {
        lock (gate)
        {
            int index = views.FindIndex(other => other.Id == view.Id);

            return views[index] = view with { Hash = Hash() };
        }
    }

    private string Hash() => $"{++made}.{StableHash.Hex("view", made)[..8]}";
}
