using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Host.Telemetry;

/// <summary>Sends metrics and traces over OTLP/HTTP while the bot runs; without an endpoint in the settings it is not registered.</summary>
internal sealed class OpenTelemetryService(SpendwallOptions options, BotMeter meter) : IHostedService, IDisposable
{
    private MeterProvider? metrics;
    private TracerProvider? traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Asked for, so that the instruments exist before the first export.
        _ = meter;
        metrics = Sdk.CreateMeterProviderBuilder()
            .AddMeter(BotMeter.Name, "Quartz", "System.Net.Http", "System.Runtime", "Microsoft.AspNetCore.Hosting")
            .AddOtlpExporter(otlp => Configure(otlp, "v1/metrics"))
            .Build();
        traces = Sdk.CreateTracerProviderBuilder()
            .AddSource("Quartz", "System.Net.Http")
            .AddOtlpExporter(otlp => Configure(otlp, "v1/traces"))
            .Build();

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        metrics?.ForceFlush(2000);
        traces?.ForceFlush(2000);

        return Task.CompletedTask;
    }

    public void Dispose()
    {
        metrics?.Dispose();
        traces?.Dispose();
    }

    private void Configure(OtlpExporterOptions otlp, string path)
    {
        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;

        // An endpoint set in code is taken as it is: the signal's path is ours to add.
        otlp.Endpoint = new Uri(new Uri(options.OpenTelemetry.Endpoint!.TrimEnd('/') + "/"), path);
    }
}
