using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Ledger.Requests;

// Request records, once more on the other engine.

public sealed class RequestStoreOnPostgresTests : RequestStoreTests, IOnPostgres
{
    public RequestStoreOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}
