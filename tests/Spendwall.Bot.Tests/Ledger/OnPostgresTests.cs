using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Ledger;

// The ledger's own tests, once more on the other engine.

public sealed class UsageStoreOnPostgresTests : UsageStoreTests, IOnPostgres
{
    public UsageStoreOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class SpendQueryOnPostgresTests : SpendQueryTests, IOnPostgres
{
    public SpendQueryOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class BalanceOnPostgresTests : BalanceTests, IOnPostgres
{
    public BalanceOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class BookOnPostgresTests : BookTests, IOnPostgres
{
    public BookOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class RetentionOnPostgresTests : RetentionTests, IOnPostgres
{
    public RetentionOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class HistoryRetentionOnPostgresTests : HistoryRetentionTests, IOnPostgres
{
    public HistoryRetentionOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class PromiseRetentionOnPostgresTests : PromiseRetentionTests, IOnPostgres
{
    public PromiseRetentionOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class SessionStartsOnPostgresTests : SessionStartsTests, IOnPostgres
{
    public SessionStartsOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class RollUpPropertyOnPostgresTests : RollUpPropertyTests, IOnPostgres
{
    public RollUpPropertyOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}
