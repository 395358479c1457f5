using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spendwall.Bot.Sandbox.Discord.Gateway;
using Spendwall.Bot.Sandbox.Discord.Rules;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.People;

/// <summary>
/// What people do: they type commands, press buttons, pick from selects, send windows off. Each returns when the app has
/// answered or the three seconds are over; what the app does later is seen in the guild.
/// </summary>
/// <exception cref="ArgumentException">From every method: there is no such user, channel, command, message or control, or the person may not.</exception>
internal sealed partial class DiscordPeople(DiscordWorld world, GatewayHub gateway, GuildFeed feed)
{
    private readonly ConcurrentDictionary<string, OpenModal> modals = new();

    /// <summary>Who has a window open.</summary>
    public IReadOnlyDictionary<string, OpenModal> Modals => modals;

    /// <param name="channel">A name, or the id of a channel or thread.</param>
    /// <param name="line">Such as <c>/owner set scope:key:batch who:@alex</c>.</param>
    public Task<InteractionReply> TypeAsync(string user, string channel, string line, CancellationToken cancellationToken)
    {
        var (who, where) = At(user, channel, DiscordPermissions.UseApplicationCommands);
        var (command, rest) = Command(who, where, line);
        world.Transcript.Did(who.User.DisplayName, $"types in {Name(where)}: {line}");

        return SendAsync(InteractionKind.Command, who, where, (string)command["name"]!, null, new TypedCommand(world.Directory).Data(command, rest), cancellationToken);
    }

    /// <summary>Asks for suggestions while typing.</summary>
    /// <param name="option">The one that is being typed.</param>
    /// <returns>The reply; its choices are in <c>Answer.Data["choices"]</c>.</returns>
    public Task<InteractionReply> AutocompleteAsync(string user, string channel, string line, string option, CancellationToken cancellationToken)
    {
        var (who, where) = At(user, channel, DiscordPermissions.UseApplicationCommands);
        var (command, rest) = Command(who, where, line);

        return SendAsync(InteractionKind.Autocomplete, who, where, (string)command["name"]!, null, new TypedCommand(world.Directory).Data(command, rest, option), cancellationToken);
    }

    /// <param name="message">Null: the newest one there that has the control and that the person sees.</param>
    /// <param name="control">A custom_id, or the words on a button or select.</param>
    /// <param name="values">What was picked in a select, by value, label or name.</param>
    public Task<InteractionReply> PressAsync(string user, string channel, string? message, string control, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        var (who, where) = At(user, channel, DiscordPermissions.ViewChannel);
        var (found, part) = world.Messages.All.Reverse()
            .Where(candidate => candidate.Channel == where.Id && !candidate.IsDeleted && (message is null || candidate.Id == message) && (candidate.OnlyFor is null || candidate.OnlyFor == who.User.Id))
            .Select(candidate => (Message: candidate, Part: ComponentFinder.Find(candidate.Content.Components, control)))
            .FirstOrDefault(static candidate => candidate.Part is not null);
        if (part is null)
        {
            throw new ArgumentException($"no message there has '{control}'");
        }

        var data = ComponentFinder.Data(part, values, world.Directory);
        world.Transcript.Did(who.User.DisplayName, $"presses {part["label"] ?? part["placeholder"] ?? part["custom_id"]} in {Name(where)}{(values.Count > 0 ? ": " + string.Join(", ", values) : "")}");

        return SendAsync(InteractionKind.Component, who, where, "", found.Id, data, cancellationToken);
    }

    /// <summary>Sends the window off that the app opened for someone.</summary>
    /// <param name="values">By label or custom_id.</param>
    public Task<InteractionReply> SubmitAsync(string user, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var who = User(user);
        var modal = modals.GetValueOrDefault(who.User.Id) ?? throw new ArgumentException($"{who.User.Name} has no window open");
        var data = modal.Submission(values);
        modals.TryRemove(who.User.Id, out _);
        world.Transcript.Did(who.User.DisplayName, $"sends off \"{modal.Data["title"]}\"");

        return SendAsync(InteractionKind.Modal, who, world.Directory.Channel(modal.Channel)!, "", modal.Message, data, cancellationToken);
    }

    /// <summary>Says something in a channel or thread; a bot with the intent GUILDS alone does not hear it.</summary>
    public DiscordMessage Say(string user, string channel, string text)
    {
        var (who, where) = At(user, channel, DiscordPermissions.ViewChannel);
        string said = Handle().Replace(text, match => world.Directory.Member(match.Groups[1].Value) is { } member ? $"<@{member.User.Id}>" : match.Value);
        var content = new DiscordContent(said);
        var mentions = MentionRules.Read(content, null, isAnswer: false, world.Directory.Allowed(who, where).HasFlag(DiscordPermissions.MentionEveryone), world.Directory);

        return feed.Post(new(world.Ids.Next(), where.Id, who.User.Id, world.Clock.GetUtcNow(), content) { Mentions = mentions, Pinged = mentions });
    }

    private async Task<InteractionReply> SendAsync(
        InteractionKind kind, DiscordMember who, DiscordChannel where, string name, string? message, JsonObject data, CancellationToken cancellationToken)
    {
        string id = world.Ids.Next();
        var interaction = new DiscordInteraction(id, world.Interactions.NewToken(id), kind, who.User.Id, where.Id, world.Real.GetTimestamp()) { Message = message, Name = name };
        world.Interactions.Add(interaction);
        if (gateway.Dispatch("INTERACTION_CREATE", InteractionPayload.Of(interaction, world, who, where, data), Intents.None) == 0)
        {
            world.Interactions.Forget(interaction);

            return new(InteractionOutcome.NotReached, interaction);
        }

        try
        {
            var answer = await interaction.Answered.Task.WaitAsync(world.Options.AnswerWithin, world.Real, cancellationToken);
            if (answer.Type == 9)
            {
                modals[who.User.Id] = new(answer.Data!, where.Id, message);
            }

            return new(InteractionOutcome.Answered, interaction, answer);
        }
        catch (TimeoutException)
        {
            world.Transcript.Did(world.Directory.Bot.User.DisplayName, "did not respond");

            return new(InteractionOutcome.TimedOut, interaction);
        }
    }

    private (JsonObject Command, string Options) Command(DiscordMember who, DiscordChannel where, string line)
    {
        if (!line.StartsWith('/'))
        {
            throw new ArgumentException("a command begins with a slash");
        }

        string[] parts = line[1..].Split(' ', 2);
        var command = world.Commands.Visible.FirstOrDefault(command => (string?)command["name"] == parts[0] && ((int?)command["type"] ?? 1) == 1)
            ?? throw new ArgumentException($"there is no command '/{parts[0]}'");
        if (command["default_member_permissions"]?.ToString() is { } needed)
        {
            var allowed = world.Directory.Allowed(who, where);
            if (needed == "0" ? !allowed.HasFlag(DiscordPermissions.Administrator) : !allowed.HasFlag((DiscordPermissions)Snowflakes.Parse(needed)))
            {
                throw new ArgumentException($"{who.User.Name} does not see '/{parts[0]}'");
            }
        }

        return (command, parts.Length > 1 ? parts[1] : "");
    }

    private (DiscordMember Who, DiscordChannel Where) At(string user, string channel, DiscordPermissions needed)
    {
        var who = User(user);
        var where = world.Directory.Channel(channel) ?? throw new ArgumentException($"there is no channel '{channel}'");

        return world.Directory.Allowed(who, where).HasFlag(needed) ? (who, where) : throw new ArgumentException($"{who.User.Name} may not do that in {Name(where)}");
    }

    private DiscordMember User(string user) => world.Directory.Member(user) is { User.IsBot: false } who ? who : throw new ArgumentException($"there is no user '{user}'");

    private static string Name(DiscordChannel channel) => channel.IsThread ? $"\"{channel.Name}\"" : $"#{channel.Name}";

    [GeneratedRegex(@"@([a-z]+)\b")]
    private static partial Regex Handle();
}
