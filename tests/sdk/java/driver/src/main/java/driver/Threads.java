package driver;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Threads: the driver's own, and those that a client leaves behind. */
final class Threads implements Executor {
  private static final String OWN = "driver";

  /** Threads of the platform that come when they are first needed, and stay. */
  private static final Set<String> PLATFORM =
      Set.of("Common-Cleaner", "Reference Handler", "Finalizer", "Signal Dispatcher", "Notification Thread");

  private Set<Thread> before = Set.of();

  /** Remembers those that are there now. */
  synchronized void remember() {
    if (before.isEmpty()) {
      before = new HashSet<>(Thread.getAllStackTraces().keySet());
    }
  }

  /** How many more there are, once those that are about to end have had the time to. */
  synchronized long remaining() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
    long more = more();
    while (more > 0 && System.nanoTime() < deadline) {
      // The platform's HTTP client of Java 17 cannot be closed: its thread ends when nobody holds it.
      System.gc();
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return more;
      }
      more = more();
    }
    return more;
  }

  private long more() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .filter(thread -> !PLATFORM.contains(thread.getName()))
        .filter(thread -> !thread.getName().equals(OWN))
        .count();
  }

  /** Runs a task on a thread of its own, which keeps the program from ending. */
  @Override
  public void execute(Runnable task) {
    new Thread(task, OWN).start();
  }
}
