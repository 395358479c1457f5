using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.Http;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Providers;

/// <summary>A real reader with its real pipeline on stub answers; time stands at <see cref="Now"/> and nothing is paced.</summary>
internal sealed class ReaderHarness : IDisposable
{
    public const string Key = "sk-or-v1-0123456789abcdef";

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 30, 0, TimeSpan.Zero);

    /// <summary>No waits and no second try.</summary>
    public static readonly TransportSettings Once = new() { Paced = false, Retries = 0, RetryDelay = TimeSpan.Zero, Random = () => 0.5 };

    private readonly AccountReaderFactory factory;

    public ReaderHarness(ProviderKind provider, TransportSettings? settings = null, TimeProvider? transport = null, Func<AccountOptions, AccountOptions>? change = null)
    {
        Clock = new ManualClock(Now);
        factory = new AccountReaderFactory(Clock, transport ?? new ManualClock(Now), settings ?? Once, NullLoggerFactory.Instance, _ => Stub);
        var account = new AccountOptions
        {
            Name = "acme",
            Provider = provider,
            ApiKey = new Secret(provider == ProviderKind.OpenRouter ? Key : "sk-admin-0123456789abcdef"),
            BaseUrl = "http://127.0.0.1:1/v1",
        };
        Reader = factory.Create(change?.Invoke(account) ?? account);
    }

    public StubProvider Stub { get; } = new();

    public ManualClock Clock { get; }

    public IAccountReader Reader { get; }

    public static UtcRange Range(string start, string end) => new(At(start), At(end));

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);

    public async Task<List<ProviderFact>> ReadAsync(string dataset, UtcRange? range = null, params string[] models)
    {
        var facts = new List<ProviderFact>();
        await foreach (var fact in Reader.ReadAsync(new DatasetRead(dataset, range, models), CancellationToken.None))
        {
            facts.Add(fact);
        }

        return facts;
    }

    public async Task<T> ReadOneAsync<T>(string dataset, UtcRange? range = null, params string[] models)
        where T : ProviderFact => Assert.Single((await ReadAsync(dataset, range, models)).OfType<T>());

    public Task<ProviderException> FailAsync(string dataset, UtcRange? range = null) => Assert.ThrowsAsync<ProviderException>(() => ReadAsync(dataset, range));

    public void Dispose() => factory.Dispose();
}
