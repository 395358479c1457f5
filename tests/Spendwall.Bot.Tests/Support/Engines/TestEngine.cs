using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Tests.Support.Engines;

/// <summary>
/// The engine that a test's databases are made on: SQLite, unless its class says otherwise in its constructor. It flows
/// with the test, so that what builds a world around a database need not be told.
/// </summary>
internal static class TestEngine
{
    private static readonly AsyncLocal<StorageEngine> Chosen = new();

    public static StorageEngine Current
    {
        get => Chosen.Value;
        set => Chosen.Value = value;
    }
}

/// <summary>A class whose tests are another one's, on PostgreSQL; its constructor sets <see cref="TestEngine.Current"/>.</summary>
internal interface IOnPostgres;
