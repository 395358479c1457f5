using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Governance.Auditing;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Governance;

// Owners, rights, links and the replay of the audit log, once more on the other engine.

public sealed class AccessOnPostgresTests : AccessTests, IOnPostgres
{
    public AccessOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class LinkBookOnPostgresTests : LinkBookTests, IOnPostgres
{
    public LinkBookOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class OwnershipOnPostgresTests : OwnershipTests, IOnPostgres
{
    public OwnershipOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}

public sealed class AuditReplayOnPostgresTests : AuditReplayTests, IOnPostgres
{
    public AuditReplayOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}
