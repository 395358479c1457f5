using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Discord.World;

/// <summary>Registered application commands: global ones, and those of the guild, which hide a global one of the same name.</summary>
internal sealed class CommandBook
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, IReadOnlyList<JsonObject>> sets = [];

    /// <summary>New names since the start; a guild takes two hundred a day.</summary>
    public int Created { get; private set; }

    /// <summary>How often a set was replaced as a whole.</summary>
    public int Overwrites { get; private set; }

    /// <param name="guild">Null: the global ones.</param>
    public IReadOnlyList<JsonObject> In(string? guild)
    {
        lock (gate)
        {
            return sets.GetValueOrDefault(guild ?? "") ?? [];
        }
    }

    /// <summary>What a member can type.</summary>
    public IReadOnlyList<JsonObject> Visible =>
        [.. In(DiscordIdentity.Guild).Concat(In(null).Where(global => In(DiscordIdentity.Guild).All(own => (string?)own["name"] != (string?)global["name"])))];

    /// <summary>Replaces a set; a name that stays keeps its id.</summary>
    public IReadOnlyList<JsonObject> Overwrite(string? guild, IEnumerable<JsonObject> commands, Func<string> newId)
    {
        lock (gate)
        {
            Overwrites++;

            return sets[guild ?? ""] = [.. commands.Select(command => Store(guild, command, newId))];
        }
    }

    public JsonObject Add(string? guild, JsonObject command, Func<string> newId)
    {
        lock (gate)
        {
            var stored = Store(guild, command, newId);
            sets[guild ?? ""] = [.. (sets.GetValueOrDefault(guild ?? "") ?? []).Where(old => !IsSame(old, stored)), stored];

            return stored;
        }
    }

    public bool Remove(string? guild, string id)
    {
        lock (gate)
        {
            var left = (sets.GetValueOrDefault(guild ?? "") ?? []).Where(command => (string?)command["id"] != id).ToList();
            bool isFound = left.Count < (sets.GetValueOrDefault(guild ?? "")?.Count ?? 0);
            sets[guild ?? ""] = left;

            return isFound;
        }
    }

    private JsonObject Store(string? guild, JsonObject command, Func<string> newId)
    {
        var old = sets.GetValueOrDefault(guild ?? "")?.FirstOrDefault(other => IsSame(other, command));
        Created += old is null ? 1 : 0;
        var stored = new JsonObject
        {
            ["id"] = (string?)old?["id"] ?? newId(),
            ["application_id"] = DiscordIdentity.Application,
            ["version"] = newId(),
            ["default_member_permissions"] = null,
            ["type"] = 1,
            ["nsfw"] = false,
            ["description"] = "",
        };
        foreach (var (name, value) in command)
        {
            stored[name] = value?.DeepClone();
        }

        // What was not said is answered all the same, so that a comparison has to know the defaults.
        stored["name_localizations"] ??= null;
        stored["description_localizations"] ??= null;
        if (guild is not null)
        {
            stored["guild_id"] = guild;
            stored.Remove("contexts");
            stored.Remove("integration_types");
            stored.Remove("dm_permission");
        }
        else
        {
            stored["dm_permission"] ??= true;
            stored["contexts"] ??= null;
            stored["integration_types"] ??= new JsonArray(0);
        }

        return stored;
    }

    private static bool IsSame(JsonObject one, JsonObject other) =>
        (string?)one["name"] == (string?)other["name"] && ((int?)one["type"] ?? 1) == ((int?)other["type"] ?? 1);
}
