using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Alerts.Events;
using Spendwall.Bot.Tests.Alerts.Outbox;
using Spendwall.Bot.Tests.Alerts.Promises;
using Spendwall.Bot.Tests.Alerts.Summary;
using Spendwall.Bot.Tests.Governance;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Alerts;

// Incidents, the outbox, promises, events, owners and budgets, once more on the other engine.

public sealed class AlertPipelineOnPostgresTests : AlertPipelineTests, IOnPostgres
{
    public AlertPipelineOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class DeliveryPumpOnPostgresTests : DeliveryPumpTests, IOnPostgres
{
    public DeliveryPumpOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class DeletedRootOnPostgresTests : DeletedRootTests, IOnPostgres
{
    public DeletedRootOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class PromiseKeeperOnPostgresTests : PromiseKeeperTests, IOnPostgres
{
    public PromiseKeeperOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class PromiseMakingOnPostgresTests : PromiseMakingTests, IOnPostgres
{
    public PromiseMakingOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class EventPipelineOnPostgresTests : EventPipelineTests, IOnPostgres
{
    public EventPipelineOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class WeeklySummaryOnPostgresTests : WeeklySummaryTests, IOnPostgres
{
    public WeeklySummaryOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class OwnerBookOnPostgresTests : OwnerBookTests, IOnPostgres
{
    public OwnerBookOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class BudgetBookOnPostgresTests : BudgetBookTests, IOnPostgres
{
    public BudgetBookOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class EventBookOnPostgresTests : EventBookTests, IOnPostgres
{
    public EventBookOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}
