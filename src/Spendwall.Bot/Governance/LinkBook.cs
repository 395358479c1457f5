using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Spendwall.Bot.Ledger.Access;

namespace Spendwall.Bot.Governance;

/// <summary>
/// Ties a person's identities of two platforms: who is given a code on the one proves on the other to be the same. The
/// code is theirs alone, holds for ten minutes and once; guessing is bounded for one and for all together.
/// </summary>
public sealed class LinkBook(LinkStore store)
{
    public static readonly TimeSpan Holds = TimeSpan.FromMinutes(10);

    /// <summary>In an hour; of 10¹² codes.</summary>
    public const int MostTries = 5;

    /// <summary>Of everybody together in an hour.</summary>
    public const int MostTriesOfAll = 100;

    private const int Letters = 8;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Platforms that know who somebody is; at the machine one is an admin anyway.</summary>
    private static readonly string[] Platforms = ["slack", "discord"];

    /// <summary>Without letters and digits that look alike.</summary>
    private const string Alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    /// <returns>The code, which is kept nowhere but as a hash.</returns>
    public async Task<ChangeOutcome<LinkCode>> AskAsync(Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Stranger<LinkCode>(actor) is { } stranger)
        {
            return stranger;
        }

        string code = RandomNumberGenerator.GetString(Alphabet, Letters);
        await store.ChangeAsync(
            async (work, token) =>
            {
                await work.PutCodeAsync(Hash(code), actor.Identity, now + Holds, now, token);

                return true;
            },
            cancellationToken);

        return new ChangeOutcome<LinkCode>.Done(new($"{code[..4]}-{code[4..]}", now + Holds));
    }

    /// <summary>The actor is who was given the code.</summary>
    /// <returns>Every identity of the person from now on.</returns>
    public Task<ChangeOutcome<IReadOnlyList<string>>> UseAsync(string code, Actor actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        Stranger<IReadOnlyList<string>>(actor) is { } stranger
            ? Task.FromResult<ChangeOutcome<IReadOnlyList<string>>>(stranger)
            : store.ChangeAsync<ChangeOutcome<IReadOnlyList<string>>>((work, token) => UseAsync(work, Hash(code), actor, now, token), cancellationToken);

    /// <summary>The identities of the person that an identity belongs to, itself first.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(string identity, CancellationToken cancellationToken)
    {
        var all = await store.AllAsync(cancellationToken);
        string? person = all.FirstOrDefault(link => link.Identity == identity)?.Person;

        return [identity, .. all.Where(link => link.Person == person && link.Identity != identity).Select(static link => link.Identity)];
    }

    /// <summary>Parts all identities of the actor.</summary>
    /// <returns>What they were.</returns>
    public Task<ChangeOutcome<IReadOnlyList<string>>> PartAsync(Actor actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        store.ChangeAsync<ChangeOutcome<IReadOnlyList<string>>>(
            async (work, token) =>
            {
                var all = await work.AllAsync(token);
                if (all.FirstOrDefault(link => link.Identity == actor.Identity)?.Person is not { } person)
                {
                    return new ChangeOutcome<IReadOnlyList<string>>.Refused("unknown", $"{actor.Identity} is linked to nothing.", "/link new gives a code to type on the other platform.");
                }

                string[] were = [.. all.Where(link => link.Person == person).Select(static link => link.Identity)];
                await work.RemoveAsync(were, token);
                work.Audit(now, actor.Entry("identity.unlink", actor.Identity, Json(were), null));

                return new ChangeOutcome<IReadOnlyList<string>>.Done(were);
            },
            cancellationToken);

    private static async Task<ChangeOutcome<IReadOnlyList<string>>> UseAsync(LinkWork work, string hash, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - Window;
        if (await work.TriesAsync(actor.Identity, since, cancellationToken) >= MostTries || await work.TriesAsync(null, since, cancellationToken) >= MostTriesOfAll)
        {
            return Refused("limit", "Too many codes were wrong within the hour.", "Try again in an hour; a code that was given meanwhile will not hold that long.");
        }

        if (await work.AskerAsync(hash, now, cancellationToken) is not { } asker)
        {
            work.Tried(actor.Identity, now);

            return Refused("unknown", "No such code holds: it was mistyped, used, or is older than 10 minutes.", "/link new on the other platform gives a new one.");
        }

        if (Platform(asker) == Platform(actor.Identity))
        {
            work.Tried(actor.Identity, now);

            return Refused("conflict", $"That code was given on {Platform(asker)}; it is typed on the other platform.", $"Type it there, as the person who is {asker} here.");
        }

        // From now on the code is spent, whatever comes of it.
        await work.UsedAsync(hash, now, cancellationToken);
        var all = await work.AllAsync(cancellationToken);
        var mine = all.Where(link => link.Identity == actor.Identity || link.Identity == asker).ToList();
        if (mine.Count > 0)
        {
            bool same = mine.Count == 2 && mine[0].Person == mine[1].Person;

            return Refused("conflict", same ? $"{asker} is linked to {actor.Identity} already." : $"{mine[0].Identity} is linked to another identity already.", "/link remove parts what is linked.");
        }

        // A person is named after who asked for the code.
        string[] person = [asker, actor.Identity];
        foreach (string identity in person)
        {
            await work.PutAsync(new(identity, asker, now), cancellationToken);
        }

        work.Audit(now, actor.Entry("identity.link", asker, null, Json(person)));

        return new ChangeOutcome<IReadOnlyList<string>>.Done(person);
    }

    private static ChangeOutcome<T>.Refused? Stranger<T>(Actor actor) => Platforms.Contains(Platform(actor.Identity))
        ? null
        : new("usage", "Only people on Slack and Discord are linked: who is at the machine may do everything anyway.", "Type /link new in Slack, and the code in Discord.");

    private static ChangeOutcome<IReadOnlyList<string>>.Refused Refused(string kind, string message, string fix) => new(kind, message, fix);

    private static string Platform(string identity) => identity.Split(':')[0];

    private static string Json(IEnumerable<string> identities) => new JsonArray([.. identities.Select(static identity => (JsonNode)identity)]).ToJsonString();

    /// <summary>However it was typed.</summary>
    private static string Hash(string code)
    {
        string plain = new([.. code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain)));
    }
}

/// <param name="Text">As it is typed.</param>
public sealed record LinkCode(string Text, DateTimeOffset ExpiresAt);
