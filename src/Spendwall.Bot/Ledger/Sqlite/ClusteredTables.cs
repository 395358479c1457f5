using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Spendwall.Bot.Ledger.Sqlite;

/// <summary>
/// Stores the big tables inside their primary key: they are only ever read by ranges of it, and a second tree would
/// double their size. Applies to migrations and to <c>EnsureCreated</c> alike.
/// </summary>
internal sealed class ClusteredTables(MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations)
    : SqliteMigrationsSqlGenerator(dependencies, annotations)
{
    private static readonly string[] Clustered = ["buckets", "daily", "totals", "request_facts", "request_costs"];

    protected override void Generate(CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        if (!terminate || !Clustered.Contains(operation.Name, StringComparer.Ordinal))
        {
            base.Generate(operation, model, builder, terminate);

            return;
        }

        base.Generate(operation, model, builder, terminate: false);
        builder.Append(" WITHOUT ROWID").AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator);
        EndStatement(builder);
    }
}
