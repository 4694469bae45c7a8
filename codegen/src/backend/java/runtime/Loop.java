import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread on which everything of a client happens that has state. Nothing of the program runs on
 * it, so that no program can hold it up.
 */
final class Loop {
  private final ScheduledThreadPoolExecutor executor;

  Loop(String name) {
    // The thread starts with the first task.
    executor = new ScheduledThreadPoolExecutor(1, task -> thread(task, name));
    executor.setRemoveOnCancelPolicy(true);
    // What was given to it is done, also when it ends meanwhile; whoever ends it stops the timers.
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(true);
  }

  /** A thread that keeps no program from ending. */
  static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Runs a task; false: the loop has ended. */
  boolean post(Runnable task) {
    try {
      executor.execute(guarded(task));
      return true;
    } catch (RejectedExecutionException ended) {
      return false;
    }
  }

  /** Runs a task later. */
  Future<?> after(Duration delay, Runnable task) {
    return executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Takes no further tasks. */
  void end() {
    executor.shutdown();
  }

  /** A mistake of the runtime's own must be seen; the executor would keep it to itself. */
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error mistake) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, mistake);
      }
    };
  }
}
