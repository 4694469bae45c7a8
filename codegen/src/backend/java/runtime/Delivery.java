import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Hands the items of a subscription to a subscriber, one after the other, as many as it asks for. */
final class Delivery<T extends @Nullable Object> implements Flow.Subscription {
  private final Subscription<T> source;
  private final Buffer buffer;
  private final Flow.Subscriber<? super Item<T>> subscriber;
  private final Serial turns;
  private final AtomicLong demand = new AtomicLong();
  private volatile boolean over;

  Delivery(
      Subscription<T> source,
      Buffer buffer,
      Flow.Subscriber<? super Item<T>> subscriber,
      Executor executor) {
    this.source = source;
    this.buffer = buffer;
    this.subscriber = subscriber;
    this.turns = new Serial(executor);
  }

  void begin(boolean isFirst) {
    turns.execute(
        () -> {
          subscriber.onSubscribe(this);
          if (isFirst) {
            buffer.onReady(this::wake);
            deliver();
          } else {
            fail(new IllegalStateException("the subscription has a subscriber already"));
          }
        });
  }

  private void wake() {
    if (!over) {
      turns.execute(this::deliver);
    }
  }

  private void deliver() {
    while (!over && (demand.get() > 0 || buffer.isEnded())) {
      Entry entry = buffer.poll();
      if (entry == null) {
        return;
      }
      if (entry instanceof Entry.End end) {
        over = true;
        if (end.error() == null) {
          subscriber.onComplete();
        } else {
          subscriber.onError(end.error());
        }
        return;
      }
      demand.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
      try {
        subscriber.onNext(source.item(entry));
      } catch (RuntimeException | Error failure) {
        source.close();
        fail(failure);
      }
    }
  }

  private void fail(Throwable error) {
    if (!over) {
      over = true;
      subscriber.onError(error);
    }
  }

  @Override
  public void request(long items) {
    if (items <= 0) {
      turns.execute(
          () -> {
            source.close();
            fail(new IllegalArgumentException("at least one item must be asked for"));
          });
      return;
    }
    demand.updateAndGet(left -> left + items < 0 ? Long.MAX_VALUE : left + items);
    wake();
  }

  @Override
  public void cancel() {
    over = true;
    source.close();
  }
}
