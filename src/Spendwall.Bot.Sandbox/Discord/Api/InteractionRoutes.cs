using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.Gateway;
using Spendwall.Bot.Sandbox.Discord.Rules;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <summary>First answers, and what follows under the interaction's own webhook. https://docs.discord.com/developers/interactions/receiving-and-responding</summary>
internal sealed class InteractionRoutes(DiscordWorld world, GuildFeed feed)
{
    public IEnumerable<DiscordRoute> All =>
    [
        // One bucket for all of them, as Discord says in its headers: a client that takes that for a queue answers too late.
        new("POST", "/interactions/{interaction}/{token}/callback", Callback) { NeedsBot = false, Bucket = "interaction.callback", Limit = 5, Per = TimeSpan.FromSeconds(1) },
        new("POST", "/webhooks/{application}/{token}", Follow) { NeedsBot = false, Bucket = "webhook", Limit = 5, Per = TimeSpan.FromSeconds(2) },
        new("GET", "/webhooks/{application}/{token}/messages/{message}", call => DiscordAnswer.Ok(Json(Target(call, Alive(call))))) { NeedsBot = false, Bucket = "webhook.read" },
        new("PATCH", "/webhooks/{application}/{token}/messages/{message}", Edit) { NeedsBot = false, Bucket = "webhook", Limit = 5, Per = TimeSpan.FromSeconds(2) },
        new("DELETE", "/webhooks/{application}/{token}/messages/{message}", Delete) { NeedsBot = false, Bucket = "webhook.delete" },
    ];

    private DiscordAnswer Callback(DiscordCall call)
    {
        var interaction = world.Interactions.Waiting(call.Id("interaction"), call.Part("token")) ?? throw DiscordError.NotFound(10062, "interaction");
        var body = call.Object;
        var faults = new FormFaults();
        long type = faults.Number(body, "type", "", 1, 12, isRequired: true) ?? 0;
        if (!Fits(type, interaction))
        {
            faults.NoChoice("type", "of this kind of interaction");
        }

        var data = body["data"] as JsonObject;
        MessageDraft? draft = null;
        switch (type)
        {
            case 4:
                draft = MessageDraft.Read(data ?? throw new DiscordError(400, 50006, "Cannot send an empty message"), call.Files, null, world.Ids.Next);
                break;
            case 7 when interaction.Message is { } id && world.Messages.Find(id) is { } pressed:
                draft = MessageDraft.Read(data ?? [], call.Files, pressed, world.Ids.Next);
                break;
            case 8:
                Choices(data ?? [], faults);
                break;
            case 9:
                ModalRules.Check(data ?? [], faults);
                break;
        }

        faults.Throw();
        lock (interaction)
        {
            if (interaction.Answer is not null)
            {
                throw new DiscordError(400, 40060, "Interaction has already been acknowledged.");
            }

            interaction.Answer = new((int)type, world.Real.GetElapsedTime(interaction.SentAt), data?.DeepClone().AsObject());
        }

        Apply((int)type, interaction, draft, data);
        interaction.Answered.TrySetResult(interaction.Answer);

        return call.Query("with_response") is "true" or "True" or "1" ? DiscordAnswer.Ok(Response((int)type, interaction)) : DiscordAnswer.Nothing;
    }

    private void Apply(int type, DiscordInteraction interaction, MessageDraft? draft, JsonObject? data)
    {
        switch (type)
        {
            case 4:
                interaction.Original = Post(interaction, draft!, MessageFlags.None).Id;
                break;
            case 5:
                interaction.DeferredFlags = (MessageFlags)((int?)data?["flags"] ?? 0) & MessageFlags.Ephemeral;
                interaction.Original = feed.Post(New(interaction, new("")) with { Flags = MessageFlags.Loading | interaction.DeferredFlags, OnlyFor = Viewer(interaction, interaction.DeferredFlags) }).Id;
                break;
            case 6:
                interaction.Original = interaction.Message;
                break;
            case 7:
                interaction.Original = interaction.Message;
                Change(interaction.Message!, draft!);
                break;
        }
    }

    private DiscordAnswer Follow(DiscordCall call)
    {
        var interaction = Alive(call);
        // The first followup after a deferral is what the placeholder was for.
        if (interaction.Answer!.Type == 5 && interaction.Original is { } id && world.Messages.Find(id) is { } waiting && waiting.Flags.HasFlag(MessageFlags.Loading))
        {
            return DiscordAnswer.Ok(Json(Change(id, MessageDraft.Read(call.Object, call.Files, waiting, world.Ids.Next))));
        }

        return DiscordAnswer.Ok(Json(Post(interaction, MessageDraft.Read(call.Object, call.Files, null, world.Ids.Next), MessageFlags.None)));
    }

    private DiscordAnswer Edit(DiscordCall call)
    {
        var message = Target(call, Alive(call));

        return DiscordAnswer.Ok(Json(Change(message.Id, MessageDraft.Read(call.Object, call.Files, message, world.Ids.Next))));
    }

    private DiscordAnswer Delete(DiscordCall call)
    {
        feed.Delete(Target(call, Alive(call)));

        return DiscordAnswer.Nothing;
    }

    private DiscordInteraction Alive(DiscordCall call)
    {
        if (call.Id("application") != DiscordIdentity.Application)
        {
            throw DiscordError.NotFound(10015, "Webhook");
        }

        var (interaction, isAlive) = world.Interactions.OfToken(call.Part("token"));
        if (interaction is null)
        {
            throw new DiscordError(401, 50027, "Invalid Webhook Token");
        }

        // Before the first answer there is no webhook yet, and after 15 minutes there is none any more.
        return isAlive && interaction.Answer is { Type: not 8 } ? interaction : throw DiscordError.NotFound(10015, "Webhook");
    }

    private DiscordMessage Target(DiscordCall call, DiscordInteraction interaction)
    {
        string id = call.Part("message");
        var message = world.Messages.Find(id == "@original" ? interaction.Original ?? "" : id);

        return message is not null && (id == "@original" || ((string?)message.Cause?["id"] == interaction.Id)) ? message : throw DiscordError.NotFound(10008, "Message");
    }

    private DiscordMessage Post(DiscordInteraction interaction, MessageDraft draft, MessageFlags flags)
    {
        var mentions = Mentions(draft);

        return feed.Post(New(interaction, draft.Content) with
        {
            Flags = draft.Flags | flags,
            OnlyFor = Viewer(interaction, draft.Flags),
            Mentions = mentions,
            Pinged = draft.Flags.HasFlag(MessageFlags.Ephemeral) ? MentionSet.None : mentions,
        });
    }

    private DiscordMessage Change(string id, MessageDraft draft) => feed.Edit(id, old =>
    {
        var mentions = Mentions(draft);
        // Whether a message is only for one is settled at the deferral; an edit does not change it.
        var flags = (draft.Flags & ~MessageFlags.Ephemeral) | (old.Flags & (MessageFlags.Ephemeral | MessageFlags.HasThread | MessageFlags.Loading));

        return old with { Content = draft.Content, Flags = flags, Mentions = mentions, Pinged = old.Flags.HasFlag(MessageFlags.Loading) && old.OnlyFor is null ? mentions : old.Pinged };
    });

    private DiscordMessage New(DiscordInteraction interaction, DiscordContent content) => new(world.Ids.Next(), interaction.Channel, DiscordIdentity.Bot, world.Clock.GetUtcNow(), content)
    {
        Type = interaction.Kind == InteractionKind.Command ? 20 : 0,
        Cause = interaction.Metadata(world.Directory),
    };

    private MentionSet Mentions(MessageDraft draft) => MentionRules.Read(draft.Content, draft.AllowedMentions, isAnswer: true, mayAll: false, world.Directory);

    private JsonObject Json(DiscordMessage message) => MessageJson.Of(message, world.Directory);

    private JsonObject Response(int type, DiscordInteraction interaction)
    {
        var original = type is 4 or 5 or 7 && interaction.Original is { } id ? world.Messages.Find(id) : null;
        var resource = new JsonObject { ["type"] = type };
        if (original is not null)
        {
            resource["message"] = Json(original);
        }

        return new()
        {
            ["interaction"] = new JsonObject
            {
                ["id"] = interaction.Id,
                ["type"] = (int)interaction.Kind,
                ["response_message_id"] = original?.Id,
                ["response_message_loading"] = type == 5,
                ["response_message_ephemeral"] = original?.OnlyFor is not null,
            },
            ["resource"] = resource,
        };
    }

    private static string? Viewer(DiscordInteraction interaction, MessageFlags flags) => flags.HasFlag(MessageFlags.Ephemeral) ? interaction.User : null;

    private static bool Fits(long type, DiscordInteraction interaction) => interaction.Kind switch
    {
        InteractionKind.Autocomplete => type == 8,
        InteractionKind.Component => type is 4 or 5 or 6 or 7 or 9,
        InteractionKind.Modal => type is 4 or 5 || (type is 6 or 7 && interaction.Message is not null),
        _ => type is 4 or 5 or 9,
    };

    private static void Choices(JsonObject data, FormFaults faults)
    {
        var choices = faults.List(data, "choices", "data", 0, 25);
        for (int index = 0; index < choices.Count; index++)
        {
            string at = $"data.choices.{index}";
            faults.Text(choices[index], "name", at, 1, 100, isRequired: true);
            if (choices[index]["value"] is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String)
            {
                faults.Text(choices[index], "value", at, 1, 100);
            }
        }
    }
}
