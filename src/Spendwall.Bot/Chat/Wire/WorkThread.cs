using System.Collections.Concurrent;

namespace Spendwall.Bot.Chat.Wire;

/// <summary>
/// A thread for work that computes, with everything that follows the work's awaits: the pool's threads stay free for the
/// sockets, so that no acknowledgement waits behind somebody's answer.
/// </summary>
internal sealed class WorkThread : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Act, object? State)> next = [];

    private WorkThread()
    {
    }

    /// <returns>When the work is done; it fails as the work does.</returns>
    public static Task RunAsync(string name, Func<Task> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Run(work, done)) { Name = name, IsBackground = true }.Start();

        return done.Task;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            next.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // The work is over; what it left running ends elsewhere.
            base.Post(d, state);
        }
    }

    public override SynchronizationContext CreateCopy() => this;

    public void Dispose() => next.Dispose();

    private static void Run(Func<Task> work, TaskCompletionSource done)
    {
        using var context = new WorkThread();
        SetSynchronizationContext(context);
        var task = work();
        _ = task.ContinueWith(_ => context.next.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        foreach (var (act, state) in context.next.GetConsumingEnumerable())
        {
            act(state);
        }

        done.SetFromTask(task);
    }
}
