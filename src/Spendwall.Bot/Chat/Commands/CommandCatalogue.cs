namespace Spendwall.Bot.Chat.Commands;

/// <summary>Every command there is, in the order of their names; <c>/help</c> is the catalogue's own.</summary>
public sealed class CommandCatalogue
{
    private readonly SortedDictionary<string, IChatCommand> commands = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ArgumentException">Two commands have one name.</exception>
    public CommandCatalogue(IEnumerable<IChatCommand> registered)
    {
        Help = new HelpCommand(this);
        foreach (var command in registered.Append(Help))
        {
            if (!commands.TryAdd(command.Spec.Name, command))
            {
                throw new ArgumentException($"Two commands are called /{command.Spec.Name}.", nameof(registered));
            }
        }

        Specs = commands.Values.Select(static command => command.Spec).ToList();
    }

    public IReadOnlyList<CommandSpec> Specs { get; }

    public IChatCommand Help { get; }

    public IChatCommand? Find(string name) => commands.GetValueOrDefault(name);
}
