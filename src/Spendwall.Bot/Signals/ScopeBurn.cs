namespace Spendwall.Bot.Signals;

/// <summary>The burn of a part of an account: its own where there is enough of it, else its share of the account's.</summary>
public static class ScopeBurn
{
    /// <param name="own">The part's hours; unknown where the account's are not told apart.</param>
    /// <param name="account">The account's hours.</param>
    public static SpendHistory Of(SpendHistory own, SpendHistory account)
    {
        var hours = own.Hours;
        int first = 0;
        while (first < hours.Length && !(hours[first] > 0))
        {
            first++;
        }

        var since = own.Start.AddHours(first);
        var (spent, known) = own.Sum(new(since, own.End));

        // What never spent has nothing else to go by, what spends for five days has its own rhythm and level.
        if (first == hours.Length || known >= ForecastConstants.Young.TotalHours)
        {
            return own;
        }

        double all = 0;
        for (int i = first; i < hours.Length; i++)
        {
            int at = (int)(own.Start - account.Start).TotalHours + i;
            all += !double.IsNaN(hours[i]) && at >= 0 && at < account.Count && !double.IsNaN(account.Hours[at]) ? account.Hours[at] : 0;
        }

        return all > 0 ? account.Times(spent / all) : own;
    }
}
