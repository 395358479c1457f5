using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Alerts.Limits;

// Exceptions, reviews and windows, once more on the other engine.

public sealed class BudgetReviewOnPostgresTests : BudgetReviewTests, IOnPostgres
{
    public BudgetReviewOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class ExceptionDeskOnPostgresTests : ExceptionDeskTests, IOnPostgres
{
    public ExceptionDeskOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class WindowReportOnPostgresTests : WindowReportTests, IOnPostgres
{
    public WindowReportOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}
