using Microsoft.EntityFrameworkCore.Migrations;

namespace Spendwall.Bot.Ledger.Schema;

/// <summary>The database itself refuses to change or delete an audit entry, whoever asks: also a hand with the file open.</summary>
internal static class AppendOnlyAudit
{
    private const string Refusal = "the audit log is append-only";

    public static readonly IReadOnlyList<string> Sqlite =
    [
        $"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, '{Refusal}'); END",
        $"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, '{Refusal}'); END",
    ];

    public static void Install(MigrationBuilder builder)
    {
        // The other engine's words for it come with its support.
        foreach (string sql in builder.ActiveProvider == "Microsoft.EntityFrameworkCore.Sqlite" ? Sqlite : [])
        {
            builder.Sql(sql);
        }
    }
}
