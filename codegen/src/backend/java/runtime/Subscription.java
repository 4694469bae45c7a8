import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of one registration, in the order in which the server sent them. One consumer takes them: a
 * loop over it, which waits; a callback ({@link #listen}); or a {@link Flow.Subscriber}, which says how
 * many it wants. {@link #close} ends the registration, best by a try with it as resource.
 *
 * @param <T> what events carry
 */
public final class Subscription<T extends @Nullable Object>
    implements Iterable<Item<T>>, Flow.Publisher<Item<T>>, AutoCloseable {
  private final Buffer buffer;
  private final Codec<T> codec;
  private final Executor callbacks;
  private final Runnable stop;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  Subscription(Buffer buffer, Codec<T> codec, Executor callbacks, Runnable stop) {
    this.buffer = buffer;
    this.codec = codec;
    this.callbacks = callbacks;
    this.stop = stop;
  }

  /**
   * Takes items on the thread that asks, waiting for each. The iteration ends when the subscription or the
   * client is closed. It throws when the server refuses to register again after the connection was lost,
   * when {@link Policy#FAIL} has met a full buffer, and a {@link
   * java.util.concurrent.CancellationException} when the thread is interrupted.
   *
   * @return the items
   */
  @Override
  public Iterator<Item<T>> iterator() {
    return new Items();
  }

  /**
   * Hands every item to a callback, one after the other, on the client's executor. A callback that fails
   * ends the subscription.
   *
   * @param callback takes the items
   * @return completes at the end; fails with what ended the subscription, or with what the callback threw
   */
  public CompletableFuture<@Nullable Void> listen(Consumer<? super Item<T>> callback) {
    CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    subscribe(
        new Flow.Subscriber<Item<T>>() {
          @Override
          public void onSubscribe(Flow.Subscription flow) {
            flow.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(Item<T> item) {
            callback.accept(item);
          }

          @Override
          public void onError(Throwable error) {
            ended.completeExceptionally(error);
          }

          @Override
          public void onComplete() {
            ended.complete(null);
          }
        });
    return ended;
  }

  /**
   * Hands items to a subscriber as it asks for them, on the client's executor. There can be only one.
   *
   * @param subscriber takes the items
   */
  @Override
  public void subscribe(Flow.Subscriber<? super Item<T>> subscriber) {
    Delivery<T> delivery = new Delivery<>(this, buffer, subscriber, callbacks);
    delivery.begin(subscribed.compareAndSet(false, true));
  }

  /** Ends the registration on the server, and the iteration. Once more does nothing. */
  @Override
  public void close() {
    stop.run();
    buffer.clear();
  }

  /** What an entry stands for. */
  Item<T> item(Entry entry) {
    if (entry instanceof Entry.Missing gap) {
      return new Gap<>(gap.cause(), gap.missed(), gap.snapshot(), gap.reason());
    }
    if (!(entry instanceof Entry.Params params)) {
      throw new IllegalArgumentException("the end is no item");
    }
    try {
      return new Event<>(codec.decode(params.json()));
    } catch (Misfit misfit) {
      String reason = Misfit.at(misfit.pointer, misfit.reason);
      return new Gap<>(Gap.Cause.UNREADABLE, 1L, false, reason);
    }
  }

  /** Items as they are asked for. */
  private final class Items implements Iterator<Item<T>> {
    private @Nullable Item<T> next;
    private boolean over;

    @Override
    public boolean hasNext() {
      if (next == null && !over) {
        Entry entry = buffer.take();
        if (entry instanceof Entry.End end) {
          over = true;
          if (end.error() != null) {
            throw end.error();
          }
        } else {
          next = item(entry);
        }
      }
      return next != null;
    }

    @Override
    public Item<T> next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException("the subscription has ended");
      }
      Item<T> item = next;
      next = null;
      return item;
    }
  }
}
