using Spendwall.Bot.Chat.Wire;

namespace Spendwall.Bot.Tests.Chat.Wire;

internal static class WorkQueueWaiting
{
    /// <summary>Until everything that was taken on is done: then every place can be taken at once.</summary>
    /// <param name="limits">Those that the queue was made with.</param>
    public static async Task IdleAsync<T>(this WorkQueue<T> queue, WorkLimits limits)
        where T : class
    {
        for (int taken = 0; taken < limits.Backlog; taken++)
        {
            Assert.True(await queue.ReserveAsync(TimeSpan.FromHours(1), default));
        }

        for (int taken = 0; taken < limits.Backlog; taken++)
        {
            queue.Release();
        }
    }
}
