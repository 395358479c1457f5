using Spendwall.Bot.Ledger.Owners;

namespace Spendwall.Bot.Governance;

/// <summary>Who is known by which names and platform ids. Pure.</summary>
public sealed class People(PeopleEntries entries)
{
    /// <summary>Whom a name stands for, with every id that is known or linked; a new name is a person without any.</summary>
    public Principal Named(string name) => Linked(Written(name));

    /// <summary>The same, with the ids that were given to the name itself: what is stored of it.</summary>
    public Principal Written(string name) =>
        entries.Principals.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } entry
            ? new(entry.Name, Enum.Parse<PrincipalKind>(entry.Kind), entry.Identities)
            : new(name, PrincipalKind.User, new Dictionary<string, string>());

    /// <summary>Who is meant by what was typed, with the ids that are to be stored of them.</summary>
    public Principal Resolve(PrincipalText text)
    {
        string? holder = text.Name is null ? text.Identities.Select(identity => NameOf($"{identity.Key}:{identity.Value}")).FirstOrDefault(static name => name is not null) : null;
        string name = text.Name ?? holder ?? text.Label ?? "@" + text.Identities.Values.First();
        var known = Written(name);
        var identities = new Dictionary<string, string>(known.Identities, StringComparer.Ordinal);
        foreach (var (platform, id) in text.Identities)
        {
            // What is known by a link goes when the link goes.
            if (holder is null || Direct($"{platform}:{id}") is not null || NameOf($"{platform}:{id}") != holder)
            {
                identities[platform] = id;
            }
        }

        return new(known.Name, text.Identities.Count > 0 ? text.Kind : known.Kind, identities);
    }

    /// <summary>Whether storing this would give a name that is known already an id that it has not: whoever has that id would hold all that the name holds.</summary>
    /// <param name="names">Names that hold something.</param>
    public bool GivesAnId(Principal principal, IEnumerable<string> names) =>
        (entries.Principals.Any(entry => entry.Name.Equals(principal.Name, StringComparison.OrdinalIgnoreCase)) || names.Contains(principal.Name, StringComparer.OrdinalIgnoreCase))
        && principal.Identities.Any(identity => Written(principal.Name).Identities.GetValueOrDefault(identity.Key) != identity.Value);

    /// <summary>Whoever acts: by the name that they are known by, else by what the platform calls them unless somebody else is called that here.</summary>
    /// <param name="names">Names that hold something.</param>
    public Principal Acting(Actor actor, IEnumerable<string> names)
    {
        int colon = actor.Identity.IndexOf(':', StringComparison.Ordinal);
        var identities = new Dictionary<string, string> { [actor.Identity[..colon]] = actor.Identity[(colon + 1)..] };
        var acting = Resolve(new PrincipalText(null, actor.Name ?? "@" + actor.Identity[(colon + 1)..], PrincipalKind.User, identities));

        return GivesAnId(acting, names) ? new("@" + actor.Identity[(colon + 1)..], PrincipalKind.User, identities) : acting;
    }

    /// <summary>An owner of the settings.</summary>
    public Principal Configured(string text) =>
        PrincipalText.Parse(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { } parsed ? Linked(Resolve(parsed)) : Named(text.Trim());

    /// <summary>The name of whom an identity such as <c>slack:U123</c> belongs to, itself or by another identity of the same person; null: nobody is known by it.</summary>
    public string? NameOf(string identity) => Direct(identity) ?? SamePerson(identity).Select(Direct).FirstOrDefault(static name => name is not null);

    /// <summary>Every identity of the person that an identity belongs to, itself first.</summary>
    public IReadOnlyList<string> IdentitiesOf(string identity) => [identity, .. SamePerson(identity)];

    /// <summary>The principal with the ids of the same person on the platforms that it has none for.</summary>
    public Principal Linked(Principal principal)
    {
        if (principal.Kind != PrincipalKind.User || entries.Links.Count == 0)
        {
            return principal;
        }

        var identities = new Dictionary<string, string>(principal.Identities, StringComparer.Ordinal);
        foreach (string other in principal.Identities.SelectMany(identity => SamePerson($"{identity.Key}:{identity.Value}")))
        {
            int colon = other.IndexOf(':', StringComparison.Ordinal);
            identities.TryAdd(other[..colon], other[(colon + 1)..]);
        }

        return principal with { Identities = identities };
    }

    private IEnumerable<string> SamePerson(string identity) =>
        entries.Links.TryGetValue(identity, out string? person) ? entries.Links.Where(link => link.Value == person && link.Key != identity).Select(static link => link.Key).Order(StringComparer.Ordinal) : [];

    private string? Direct(string identity) =>
        entries.Principals.FirstOrDefault(entry => entry.Identities.Any(known => string.Equals($"{known.Key}:{known.Value}", identity, StringComparison.Ordinal)))?.Name;
}
