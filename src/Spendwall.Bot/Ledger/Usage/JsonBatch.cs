using System.Buffers;
using System.Data.Common;
using System.Text;
using System.Text.Json;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>Collects rows for one statement that takes them as a JSON parameter, and runs it every few thousand.</summary>
internal sealed class JsonBatch : IAsyncDisposable
{
    /// <summary>Measured: below a thousand the statement's own cost shows, above ten thousand the text's size does.</summary>
    private const int Rows = 5000;

    private readonly DbCommand command;
    private readonly DbParameter rows;
    private readonly ArrayBufferWriter<byte> text = new();
    private readonly Utf8JsonWriter json;
    private int pending;

    /// <param name="command">Has every parameter but <c>@rows</c>; owned from here on.</param>
    public JsonBatch(DbCommand command)
    {
        this.command = command;
        rows = command.CreateParameter();
        rows.ParameterName = "@rows";
        command.Parameters.Add(rows);
        json = new Utf8JsonWriter(text, new JsonWriterOptions { SkipValidation = true });
    }

    /// <summary>Rows as the text of one parameter, for statements that are run once.</summary>
    public static string Text<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Text(json =>
    {
        foreach (var item in items)
        {
            json.WriteStartArray();
            write(json, item);
            json.WriteEndArray();
        }
    });

    /// <summary>Single values, each of which is a row.</summary>
    public static string Values(IEnumerable<string> values) => Text(json =>
    {
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }
    });

    /// <summary>Begins a row; its values are to be written, then <see cref="EndRowAsync"/>.</summary>
    public Utf8JsonWriter BeginRow()
    {
        if (pending == 0)
        {
            json.WriteStartArray();
        }

        json.WriteStartArray();

        return json;
    }

    public ValueTask EndRowAsync(CancellationToken cancellationToken)
    {
        json.WriteEndArray();

        return ++pending < Rows ? ValueTask.CompletedTask : new ValueTask(FlushAsync(cancellationToken));
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (pending == 0)
        {
            return;
        }

        json.WriteEndArray();
        await json.FlushAsync(cancellationToken);
        rows.Value = Encoding.UTF8.GetString(text.WrittenSpan);
        await command.ExecuteNonQueryAsync(cancellationToken);
        text.ResetWrittenCount();
        json.Reset();
        pending = 0;
    }

    public async ValueTask DisposeAsync()
    {
        await json.DisposeAsync();
        await command.DisposeAsync();
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartArray();
            write(json);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
