using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Alerts.Reconciliation;

// Reconciliation, once more on the other engine.

public sealed class ReconcileReaderOnPostgresTests : ReconcileReaderTests, IOnPostgres
{
    public ReconcileReaderOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}
