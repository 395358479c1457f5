using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.Discord.World;

internal enum InteractionKind
{
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    Modal = 5,
}

/// <summary>The first answer to an interaction.</summary>
/// <param name="Type">4 message, 5 deferred message, 6 deferred update, 7 update, 8 choices, 9 modal.</param>
/// <param name="After">From the dispatch to the answer.</param>
/// <param name="Data">As it was sent; null for a bare deferral.</param>
internal sealed record InteractionAnswer(int Type, TimeSpan After, JsonObject? Data);

/// <summary>Something that a person did, waiting for the app.</summary>
internal sealed class DiscordInteraction(string id, string token, InteractionKind kind, string user, string channel, long sentAt)
{
    public string Id { get; } = id;

    public string Token { get; } = token;

    public InteractionKind Kind { get; } = kind;

    public string User { get; } = user;

    public string Channel { get; } = channel;

    public long SentAt { get; } = sentAt;

    /// <summary>The message of the button, or that the modal's button was on.</summary>
    public string? Message { get; init; }

    /// <summary>What <c>@original</c> is, once there is one.</summary>
    public string? Original { get; set; }

    public MessageFlags DeferredFlags { get; set; }

    public string Name { get; init; } = "";

    public TaskCompletionSource<InteractionAnswer> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InteractionAnswer? Answer { get; set; }

    public JsonObject Metadata(DiscordDirectory directory) => new()
    {
        ["id"] = Id,
        ["type"] = (int)Kind,
        ["user"] = directory.Member(User)!.User.ToJson(),
        ["authorizing_integration_owners"] = new JsonObject { ["0"] = DiscordIdentity.Guild },
        ["name"] = Name,
    };
}

/// <summary>Interactions by id and by token, with the two times that rule them: 3 s to the first answer, 15 min after it.</summary>
internal sealed class InteractionBook(TimeProvider real, DiscordStandInOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, DiscordInteraction> byId = [];
    private readonly Dictionary<string, DiscordInteraction> byToken = [];

    public IReadOnlyList<DiscordInteraction> All
    {
        get
        {
            lock (gate)
            {
                return [.. byId.Values];
            }
        }
    }

    public string NewToken(string id) => "aW50ZXJhY3Rpb246" + StableHash.Hex("interaction", options.Seed, id);

    public void Add(DiscordInteraction interaction)
    {
        lock (gate)
        {
            byId.Add(interaction.Id, interaction);
            byToken.Add(interaction.Token, interaction);
        }
    }

    /// <summary>No app heard of it, so none can ever answer it: whoever tries again makes another one.</summary>
    public void Forget(DiscordInteraction interaction)
    {
        lock (gate)
        {
            byId.Remove(interaction.Id);
            byToken.Remove(interaction.Token);
        }
    }

    /// <summary>One that can still get its first answer; null: it is unknown, or too old for it.</summary>
    public DiscordInteraction? Waiting(string id, string token)
    {
        lock (gate)
        {
            return byId.TryGetValue(id, out var found) && found.Token == token && (found.Answer is not null || real.GetElapsedTime(found.SentAt) < options.AnswerWithin) ? found : null;
        }
    }

    /// <summary>One whose token is known, and whether it still lives.</summary>
    public (DiscordInteraction? Interaction, bool IsAlive) OfToken(string token)
    {
        lock (gate)
        {
            return byToken.TryGetValue(token, out var found) ? (found, real.GetElapsedTime(found.SentAt) < options.TokenLife) : (null, false);
        }
    }
}
