namespace Spendwall.Bot.Money;

/// <summary>Whole hours, days, weeks and months of UTC: the calendar that both providers bill by.</summary>
public static class UtcTime
{
    extension(DateTimeOffset instant)
    {
        public DateTimeOffset FloorHour() => instant.FloorTo(TimeSpan.TicksPerHour);

        public DateTimeOffset FloorDay() => instant.FloorTo(TimeSpan.TicksPerDay);

        /// <summary>Monday 00:00 UTC of this week.</summary>
        public DateTimeOffset FloorWeek()
        {
            var day = instant.FloorDay();

            return day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        }

        public DateTimeOffset FloorMonth()
        {
            var utc = instant.UtcDateTime;

            return new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero);
        }

        private DateTimeOffset FloorTo(long ticks)
        {
            long utc = instant.UtcTicks;

            return new DateTimeOffset(utc - (utc % ticks), TimeSpan.Zero);
        }
    }
}
