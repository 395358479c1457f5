using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Spendwall.Bot.Tests.Support.Engines;

/// <summary>A fact that a derived class runs on PostgreSQL too; reported as skipped there when this machine has none.</summary>
[XunitTestCaseDiscoverer($"Spendwall.Bot.Tests.Support.Engines.{nameof(EngineFactDiscoverer)}", "Spendwall.Bot.Tests")]
public sealed class EngineFactAttribute : FactAttribute;

/// <summary>The same for a theory.</summary>
[XunitTestCaseDiscoverer($"Spendwall.Bot.Tests.Support.Engines.{nameof(EngineTheoryDiscoverer)}", "Spendwall.Bot.Tests")]
public sealed class EngineTheoryAttribute : TheoryAttribute;

/// <summary>A fact that is about PostgreSQL alone.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}

/// <summary>A theory that is about PostgreSQL alone.</summary>
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresServer.Missing;
}

public sealed class EngineFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new EngineTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
}

public sealed class EngineTheoryDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute, object[] dataRow) =>
        [new EngineTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, dataRow)];
}

public sealed class EngineTestCase : XunitTestCase
{
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Called by the runner, to read a case back.")]
    public EngineTestCase()
    {
    }

    public EngineTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method, object[]? arguments = null)
        : base(sink, display, options, method, arguments)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        base.GetSkipReason(factAttribute) ?? (typeof(IOnPostgres).IsAssignableFrom(TestMethod.TestClass.Class.ToRuntimeType()) ? PostgresServer.Missing : null);
}
