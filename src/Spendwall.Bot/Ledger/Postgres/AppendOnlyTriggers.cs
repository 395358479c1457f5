namespace Spendwall.Bot.Ledger.Postgres;

/// <summary>
/// The database itself refuses to change or delete an audit entry, whoever asks. An entry's number cannot be taken twice,
/// so an insert needs no trigger here: PostgreSQL has no REPLACE, and an upsert's update is an update.
/// </summary>
internal static class AppendOnlyTriggers
{
    public static readonly IReadOnlyList<string> Statements =
    [
        """
        CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
        END $$
        """,
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ];
}
