using Spendwall.Bot.Ledger.Audit;

namespace Spendwall.Bot.Governance;

public static class ActorAudit
{
    extension(Actor actor)
    {
        /// <summary>What they did, for the audit log.</summary>
        public AuditEntry Entry(string action, string subject, string? before, string? after) =>
            new(actor.Identity, actor.Channel, action, subject, before, after) { Message = actor.Message };
    }
}
