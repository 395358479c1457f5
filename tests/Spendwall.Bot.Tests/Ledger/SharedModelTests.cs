using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Sqlite;

namespace Spendwall.Bot.Tests.Ledger;

/// <summary>Making the model takes a quarter of the start: the storage's check and the services make it once together.</summary>
public sealed class SharedModelTests
{
    [Fact]
    public void AddLedger_BesideAContextOfTheStorage_SharesItsModel()
    {
        var options = new DbContextOptionsBuilder<LedgerContext>();
        options.UseLedger("Data Source=one.db;Pooling=False");
        using var services = new ServiceCollection().AddLogging().AddLedger("Data Source=two.db").BuildServiceProvider();

        using var storages = new LedgerContext(options.Options);
        using var own = services.GetRequiredService<IDbContextFactory<LedgerContext>>().CreateDbContext();

        Assert.Same(storages.Model, own.Model);
    }
}
