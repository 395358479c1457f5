using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Audit;

namespace Spendwall.Bot.Ledger.Mapping;

/// <summary>The mappings of the settings and those that were set by command.</summary>
public sealed class MappingStore(LedgerDatabase database, SpendwallOptions options)
{
    /// <exception cref="FormatException">A line of the settings' <c>Map</c> cannot be read.</exception>
    public async Task<MapBook> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(static (db, token) => db.Set<MapRow>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(token), cancellationToken);

        return new(options.Map.SelectMany(MapLine.Parse).Concat(rows.Select(static row => ToEntry(row))));
    }

    /// <summary>
    /// Sets the targets of a selector and records it. Without <paramref name="from"/> the first word on a selector holds
    /// ever since, and a change holds from <paramref name="now"/>'s day on.
    /// </summary>
    /// <param name="targets">Kind to value; null ends the mapping.</param>
    /// <param name="channel">Where it was said, for the record.</param>
    public Task<IReadOnlyList<MapEntry>> SetAsync(
        Scope selector, IReadOnlyDictionary<string, string?> targets, DateTimeOffset? from, DateTimeOffset now, string actor, string channel, CancellationToken cancellationToken)
    {
        var known = options.Map.SelectMany(MapLine.Parse).ToList();

        return database.WriteAsync<IReadOnlyList<MapEntry>>(
            async (db, token) =>
            {
                var before = await db.Set<MapRow>().Where(row => row.Selector == selector.Text).OrderBy(row => row.Id).ToListAsync(token);
                var earlier = known.Where(entry => entry.Selector.Equals(selector)).Concat(before.Select(static row => ToEntry(row))).ToList();
                var added = targets.Select(target => new MapRow
                {
                    Selector = selector.Text,
                    Kind = target.Key,
                    Value = target.Value,
                    From = from ?? (earlier.Any(entry => entry.Kind == target.Key) ? new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) : null),
                    Actor = actor,
                    SetAt = now,
                }).ToList();
                db.AddRange(added);
                db.Add(new AuditRow
                {
                    At = now,
                    Actor = actor,
                    Channel = channel,
                    Action = "map.set",
                    Subject = selector.Text,
                    Before = Json(earlier.Where(entry => targets.ContainsKey(entry.Kind))),
                    After = Json(added.Select(static row => ToEntry(row))),
                });

                return added.Select(static row => ToEntry(row)).ToList();
            },
            cancellationToken);
    }

    private static MapEntry ToEntry(MapRow row) => new(Scope.Parse(row.Selector), row.Kind, row.Value, row.From, row.Actor) { Id = row.Id };

    private static string? Json(IEnumerable<MapEntry> entries)
    {
        var list = entries.Select(static entry => new { kind = entry.Kind, value = entry.Value, from = entry.From?.UtcDateTime.ToString("O") }).ToList();

        return list.Count == 0 ? null : JsonSerializer.Serialize(list);
    }
}
