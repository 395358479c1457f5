using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Attribution.Reconciliation;

// The provider's records, once more on the other engine.

public sealed class ProviderRecordSamplerOnPostgresTests : ProviderRecordSamplerTests, IOnPostgres
{
    public ProviderRecordSamplerOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}
