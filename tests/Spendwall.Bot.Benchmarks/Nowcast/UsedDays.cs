using System.Globalization;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Benchmarks.Nowcast;

/// <summary>A development series as OpenAI would tell it: usage by the hour (or day) and model, and later the bill of the whole day.</summary>
internal sealed class UsedDays
{
    private readonly ILookup<DateTimeOffset, Row> days;

    private UsedDays(string name, bool byDay, ILookup<DateTimeOffset, Row> days)
    {
        Name = name;
        ByDay = byDay;
        this.days = days;
        All = [.. days.Select(static day => day.Key).Order()];
    }

    public string Name { get; }

    /// <summary>Its usage is known by the day only.</summary>
    public bool ByDay { get; }

    public IReadOnlyList<DateTimeOffset> All { get; }

    public static UsedDays Read(string file)
    {
        var lines = File.ReadLines(file).Select(static line => line.Split(',')).ToList();
        bool byDay = lines[0][0] == "date";
        var rows = lines.Skip(1).Select(static cells => new Row(
            DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), cells[1], cells[2], Number(cells[3]), Number(cells[4]), Number(cells[5]), decimal.Parse(cells[6], NumberStyles.Float, CultureInfo.InvariantCulture)));

        return new(Path.GetFileNameWithoutExtension(file), byDay, rows.ToLookup(static row => row.At.FloorDay()));

        static long Number(string text) => (long)Math.Round(double.Parse(text, CultureInfo.InvariantCulture));
    }

    public decimal Bill(DateTimeOffset day) => days[day].Sum(static row => row.Usd);

    /// <param name="until">What is later is not told yet.</param>
    public IEnumerable<UsageBucket> Usage(DateTimeOffset day, DateTimeOffset until) => days[day].Where(row => row.At < until).Select(static row =>
        new UsageBucket(row.At, new UsageSeries { Project = row.Caller, Model = row.Model }) { Requests = row.Requests, InputTokens = row.Input, OutputTokens = row.Output });

    /// <summary>One line a model for everything: the data tells no kinds, and kinds would make it easier.</summary>
    public IEnumerable<UsageBucket> Costs(DateTimeOffset day) => days[day].GroupBy(static row => row.Model)
        .Select(model => new UsageBucket(day, new UsageSeries { Model = model.Key, Endpoint = model.Key }) { Cost = Usd.FromDollars(Math.Round(model.Sum(static row => row.Usd), 9)) });

    private sealed record Row(DateTimeOffset At, string Caller, string Model, long Requests, long Input, long Output, decimal Usd);
}
