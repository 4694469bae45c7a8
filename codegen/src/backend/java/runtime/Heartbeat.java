import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Notices a connection that has gone silent. It belongs to the loop. */
final class Heartbeat {
  /** How long after a message it is looked whether the connection has ended with it. */
  private static final Duration QUIET = Duration.ofMillis(100);

  /** How often it is asked then. */
  private static final int MOST_ASKED = 5;

  private final Loop loop;
  private final Duration patience;
  private final Connection connection;
  private final Runnable silent;
  private @Nullable Future<?> timer;
  private @Nullable Future<?> check;

  /** Whether a message has come since it was asked for the last time. */
  private boolean doubtful;

  /** When something had come for the last time before the other side was asked; null: it was not. */
  private @Nullable Long askedAfter;

  Heartbeat(Loop loop, Duration patience, Connection connection, Runnable silent) {
    this.loop = loop;
    this.patience = patience;
    this.connection = connection;
    this.silent = silent;
    this.timer = loop.after(patience, this::look);
  }

  /**
   * A message has come. If nothing follows, the end of the connection may have come with it and be lost: a
   * living one answers a ping, and a dead one refuses the third at the latest.
   */
  void message() {
    doubtful = true;
    if (check == null && timer != null) {
      check = loop.after(QUIET, () -> check(connection.heardAt(), 0));
    }
  }

  /** Asks, unless something has come since {@code heardBefore}. */
  private void check(long heardBefore, int asked) {
    check = null;
    long heardAt = connection.heardAt();
    if (heardAt != heardBefore) {
      if (doubtful) {
        check = loop.after(QUIET, () -> check(heardAt, 0));
      }
    } else if (asked < MOST_ASKED) {
      doubtful = false;
      connection.ping();
      check = loop.after(QUIET, () -> check(heardAt, asked + 1));
    }
  }

  void stop() {
    if (check != null) {
      check.cancel(false);
      check = null;
    }
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void look() {
    if (timer == null) {
      return;
    }
    long heardAt = connection.heardAt();
    Duration silence = Duration.ofNanos(System.nanoTime() - heardAt);
    if (askedAfter != null && askedAfter == heardAt) {
      timer = null;
      silent.run();
    } else if (silence.compareTo(patience) < 0) {
      askedAfter = null;
      timer = loop.after(patience.minus(silence).plusMillis(1), this::look);
    } else {
      askedAfter = heardAt;
      connection.ping();
      timer = loop.after(patience, this::look);
    }
  }
}
