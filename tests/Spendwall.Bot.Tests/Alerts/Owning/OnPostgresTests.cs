using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Alerts.Owning;

// What is asked and told of owners, once more on the other engine.

public sealed class LeaseReminderOnPostgresTests : LeaseReminderTests, IOnPostgres
{
    public LeaseReminderOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class OwnerQuestionOnPostgresTests : OwnerQuestionTests, IOnPostgres
{
    public OwnerQuestionOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class UnownedSpendOnPostgresTests : UnownedSpendTests, IOnPostgres
{
    public UnownedSpendOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}
