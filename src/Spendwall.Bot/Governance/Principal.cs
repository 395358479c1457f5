namespace Spendwall.Bot.Governance;

/// <summary>A person, Slack user group or Discord role that answers for something, whatever platforms it is known on.</summary>
/// <param name="Name">As people write it, with the at sign: <c>@dana</c>.</param>
/// <param name="Identities">Platform to native id, such as <c>slack</c> → <c>U123</c>. Empty: shown as text, pings nobody.</param>
public sealed record Principal(string Name, PrincipalKind Kind, IReadOnlyDictionary<string, string> Identities)
{
    /// <summary>Everyone who is in the channel now. Nobody can be given this name by what they type.</summary>
    public static readonly Principal Here = new("@here", PrincipalKind.Here, new Dictionary<string, string>());
}

public enum PrincipalKind
{
    User,
    Group,
    Role,

    /// <summary>Everyone who is in the channel now.</summary>
    Here,
}
