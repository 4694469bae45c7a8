import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A bounded row of items, filled by the loop and emptied by the consumer. */
final class Buffer implements Sink {
  private final int limit;
  private final Policy policy;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private final List<Runnable> wakers = new ArrayList<>();
  private Entry.@Nullable End end;

  Buffer(SubscribeOptions options) {
    this.limit = Options.count("buffer", options.buffer());
    this.policy = options.policy();
  }

  @Override
  public boolean event(JsonNode params) {
    synchronized (entries) {
      if (end == null && entries.size() < limit) {
        entries.add(new Entry.Params(params));
      } else if (end == null && !overflow(params)) {
        end = new Entry.End(new SlowConsumer(limit));
        wake();
        return false;
      }
    }
    wake();
    return true;
  }

  @Override
  public void reconnected(boolean snapshot) {
    synchronized (entries) {
      boolean told =
          entries.peekLast() instanceof Entry.Missing last
              && last.cause() == Gap.Cause.RECONNECTED;
      if (end == null && !told) {
        String reason = "the connection was lost and is there again";
        entries.add(new Entry.Missing(Gap.Cause.RECONNECTED, null, snapshot, reason));
      }
    }
    wake();
  }

  @Override
  public void end(@Nullable ClientError error) {
    synchronized (entries) {
      if (end == null) {
        end = new Entry.End(error);
      }
    }
    wake();
  }

  /** Nothing is given any more. */
  void clear() {
    synchronized (entries) {
      entries.clear();
      end = new Entry.End(null);
    }
    wake();
  }

  /** Calls {@code waker} whenever there may be something to take. */
  void onReady(Runnable waker) {
    synchronized (entries) {
      wakers.add(waker);
    }
  }

  /** What comes next, or the end, whose error is given once; null: nothing yet. */
  @Nullable Entry poll() {
    synchronized (entries) {
      Entry entry = entries.poll();
      if (entry == null && end != null) {
        entry = end;
        end = new Entry.End(null);
      }
      return entry;
    }
  }

  /** Whether nothing but the end is left. */
  boolean isEnded() {
    synchronized (entries) {
      return entries.isEmpty() && end != null;
    }
  }

  /** Waits for what comes next. */
  Entry take() {
    synchronized (entries) {
      for (; ; ) {
        Entry entry = poll();
        if (entry != null) {
          return entry;
        }
        try {
          entries.wait();
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new CancellationException("interrupted while waiting for an event");
        }
      }
    }
  }

  private void wake() {
    List<Runnable> woken;
    synchronized (entries) {
      entries.notifyAll();
      woken = List.copyOf(wakers);
    }
    woken.forEach(Runnable::run);
  }

  /** Makes room, or does without; false: it must not. */
  private boolean overflow(JsonNode params) {
    if (policy == Policy.FAIL) {
      return false;
    }
    if (policy == Policy.DROP_NEWEST) {
      long before = entries.peekLast() instanceof Entry.Missing last ? overflowed(last) : 0;
      if (before > 0) {
        entries.removeLast();
      }
      entries.addLast(missing(before + 1));
      return true;
    }
    // What tells of something missing stays; the first event behind it goes.
    Deque<Entry> gaps = new ArrayDeque<>();
    while (entries.peekFirst() instanceof Entry.Missing) {
      gaps.addLast(entries.removeFirst());
    }
    if (entries.pollFirst() != null) {
      long before = gaps.peekLast() instanceof Entry.Missing last ? overflowed(last) : 0;
      if (before > 0) {
        gaps.removeLast();
      }
      gaps.addLast(missing(before + 1));
    }
    while (!gaps.isEmpty()) {
      entries.addFirst(gaps.removeLast());
    }
    entries.addLast(new Entry.Params(params));
    return true;
  }

  private static long overflowed(Entry.Missing gap) {
    Long missed = gap.missed();
    return gap.cause() == Gap.Cause.OVERFLOW && missed != null ? missed : 0;
  }

  private static Entry.Missing missing(long events) {
    String reason = events + " events came faster than they were taken";
    return new Entry.Missing(Gap.Cause.OVERFLOW, events, false, reason);
  }
}
