using System.Text;
using System.Text.Json.Nodes;
using Spendwall.Bot.Host.Ingest;

namespace Spendwall.Bot.Tests.Host.Ingest;

/// <summary>A prompt's text goes in at every place of a record where it can stand, and comes out nowhere.</summary>
public sealed class CanaryTests
{
    /// <summary>A sentence, as prompts are.</summary>
    private const string Canary = "the canary sings of quarterly zebra budgets";

    private static readonly string[] Fields =
        ["id", "time", "attempt", "parent_id", "status", "error_code", "input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens", "cost", "cost_source", "cost_at", "accepted", "tries", "from_cache", "duration_ms"];

    [Fact]
    public async Task Lines_PromptAnywhere_IsInNoTableLogFileOrAnswer()
    {
        await using var world = await IngestWorld.StartAsync();
        List<string> lines =
        [
            $$$"""{"id":"good-1","time":"2026-11-21T06:00:00Z","prompt":"{{{Canary}}}","messages":[{"content":"{{{Canary}}}"}],"choices":{"message":"{{{Canary}}}"},"{{{Canary}}}":1,"usage":{"{{{Canary}}}":2,"text":"{{{Canary}}}"}}""",
            $$$"""{"id":"good-2","time":"2026-11-21T06:00:00Z","status":403,"error":{"code":403,"message":"flagged","metadata":{"flagged_input":"{{{Canary}}}"}},"fingerprint":"{{{Canary}}}"}""",
            $$$"""{"id":"good-3","time":"2026-11-21T06:00:00Z","status":400,"error":"{{{Canary}}}"}""",
            $"{Canary}",
            $$"""{"id":"bad","prompt":"{{Canary}}""",
            $$"""{"id":"bad","{{Canary}}":}""",
            $$"""{"id":"bad","time":"2026-11-21T06:00:00Z","prompt":"{{Canary}}"} trailing {{Canary}}""",
            $$"""{"id":"bad","time":"2026-11-21T06:00:00Z","workflow":"{{Canary}}\n{{Canary}}"}""",
            $$"""{"id":"bad","time":"2026-11-21T06:00:00Z","account":"{{Canary}} {{new string('x', 200)}}"}""",
            .. Fields.Select(static field => $$"""{{{(field == "id" ? "" : "\"id\":\"bad\",")}}"{{field}}":"{{Canary}}"{{(field == "time" ? "" : ",\"time\":\"2026-11-21T06:00:00Z\"")}}}"""),
            .. Fields.Select(static field => $$$"""{"id":"bad","{{{field}}}":{"text":["{{{Canary}}}"]}}"""),
        ];

        var (_, plain) = await world.PostLinesAsync([.. lines]);
        var (_, packed) = await world.PostAsync(RecordEndpoint.Path, IngestWorld.Gzip(Encoding.UTF8.GetBytes(string.Join('\n', lines))), encoding: "gzip");
        await world.PostAsync(RecordEndpoint.Path, Encoding.UTF8.GetBytes(lines[0]), authorization: $"Bearer {Canary}");

        Assert.Equal(["good-1", "good-2", "good-3"], (await world.RecordsAsync()).Select(static record => record.Id));
        Assert.Equal(lines.Count - 3, plain.GetProperty("refused").GetInt32());
        string everything = await world.EverythingAsync() + plain + packed;
        Assert.Contains("good-1", everything, StringComparison.Ordinal);
        Assert.Contains("is no label", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", everything, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("zebra", everything, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Traces_PromptAnywhere_IsInNoTableLogFileOrAnswer()
    {
        await using var world = await IngestWorld.StartAsync();
        var good = Traces.Broadcast("gen-1");
        good["name"] = Canary;
        good["status"] = new JsonObject { ["code"] = 2, ["message"] = Canary };
        good["events"] = new JsonArray(new JsonObject { ["name"] = Canary, ["attributes"] = Traces.Attributes(("gen_ai.prompt", Canary)) });
        foreach (string name in new[] { "gen_ai.prompt", "gen_ai.completion", "gen_ai.input.messages", "trace.input", "span.output", "error.type", Canary })
        {
            good["attributes"]!.AsArray().Add(Traces.Attributes((name, Canary))[0]!.DeepClone());
        }

        good["attributes"]!.AsArray().Add(new JsonObject { ["value"] = new JsonObject { ["stringValue"] = Canary }, ["key"] = "gen_ai.request.model" });
        good["attributes"]!.AsArray().Add(new JsonObject { ["key"] = "gen_ai.input.messages", ["value"] = new JsonObject { ["arrayValue"] = new JsonObject { ["values"] = new JsonArray(Canary) } } });
        var bad = Enumerable.Range(0, 4).Select(static i => Traces.Broadcast($"bad-{i}", $"bbbbbbbbbbbbbbb{i}")).ToList();
        bad[0]["startTimeUnixNano"] = Canary;
        bad[1]["attributes"] = Traces.Attributes(("gen_ai.request.model", "m"), ("gen_ai.response.id", Canary));
        bad[2]["attributes"] = Traces.Attributes(("gen_ai.request.model", "m"), ("gen_ai.usage.input_tokens", Canary));
        bad[3]["attributes"] = Traces.Attributes(("gen_ai.request.model", "m"), ("span.metadata.attempt_index", Canary));
        byte[] body = Encoding.UTF8.GetBytes(Traces.Body("gen-1", [good, .. bad]).ToJsonString());

        var (_, answer) = await world.PostAsync(TraceEndpoint.Path, body);
        var (_, broken) = await world.PostAsync(TraceEndpoint.Path, body[..^20]);

        Assert.Equal("gen-1", Assert.Single(await world.RecordsAsync()).Id);
        Assert.Equal("4", answer.GetProperty("partialSuccess").GetProperty("rejectedSpans").GetString());
        string everything = await world.EverythingAsync() + answer + broken;
        Assert.Contains("gen-1", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", everything, StringComparison.OrdinalIgnoreCase);
    }
}
