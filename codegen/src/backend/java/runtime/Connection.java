import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket, from the attempt to its end. What happens to it is told on the loop.
 *
 * <p>The platform loses the end of a connection that comes while a method of the listener runs, or when
 * nothing is asked for. So they do next to nothing, ask for more at once, and {@link Heartbeat} looks after
 * what was lost nevertheless.
 */
final class Connection implements WebSocket.Listener {
  /** What is offered as the subprotocol. */
  private static final String SUBPROTOCOL = "notification";

  private static final int NORMAL_CLOSURE = 1000;

  /** Messages that wait to be read before the server has to wait. */
  private static final int MOST_UNREAD = 1_024;

  /** Is told what happens. {@code lost} comes once, and is the last. */
  interface Events {
    void opened(Connection connection);

    void message(Connection connection, JsonNode message);

    void lost(Connection connection, String reason, @Nullable Integer status);
  }

  private final Loop loop;
  private final Events events;

  /** Reads messages, one after the other. */
  private final Serial reading;

  private final AtomicInteger unread = new AtomicInteger();
  private final StringBuilder text = new StringBuilder();
  private volatile long heardAt = System.nanoTime();
  private volatile boolean dropped;

  /** There once it is open; then it belongs to the loop. */
  private @Nullable WebSocket socket;

  Connection(Loop loop, Executor threads, Events events) {
    this.loop = loop;
    this.reading = new Serial(threads);
    this.events = events;
  }

  /** Begins to connect. */
  void open(HttpClient http, URI url) {
    CompletableFuture<WebSocket> opening;
    try {
      opening =
          http.newWebSocketBuilder()
              .subprotocols(SUBPROTOCOL)
              .connectTimeout(Options.ATTEMPT)
              .buildAsync(url, this);
    } catch (IllegalArgumentException error) {
      events.lost(this, Reason.of(error), null);
      return;
    }
    opening.whenComplete(
        (opened, error) -> {
          if (error != null) {
            Integer status = status(error);
            String reason =
                status == null
                    ? Reason.of(error)
                    : "the server refuses with the HTTP status " + status;
            loop.post(() -> lost(reason, status));
          }
        });
  }

  private void opened(WebSocket opened) {
    if (dropped) {
      opened.abort();
    } else {
      socket = opened;
      events.opened(this);
    }
  }

  private static @Nullable Integer status(Throwable error) {
    if (Reason.unwrapped(error) instanceof WebSocketHandshakeException refused) {
      HttpResponse<?> response = refused.getResponse();
      return response == null ? null : response.statusCode();
    }
    return null;
  }

  boolean isOpen() {
    return socket != null;
  }

  /** When something has come for the last time, on the clock of {@code System.nanoTime}. */
  long heardAt() {
    return heardAt;
  }

  /** Sends a text. The one before must have been taken. */
  CompletionStage<?> send(String message) {
    return socket == null
        ? CompletableFuture.failedFuture(new IllegalStateException("it is not open"))
        : socket.sendText(message, true);
  }

  /** Asks whether the other side lives. */
  void ping() {
    if (socket != null) {
      socket
          .sendPing(ByteBuffer.allocate(0))
          .whenComplete(
              (sent, error) -> {
                // One that is still on its way is no failure.
                if (error != null && Reason.unwrapped(error) instanceof IOException) {
                  String reason = Reason.of(error);
                  loop.post(() -> broken(reason));
                }
              });
    }
  }

  /** Begins to close. */
  void close() {
    if (socket != null) {
      socket.sendClose(NORMAL_CLOSURE, "").exceptionally(error -> socket);
    }
  }

  /** Ends it at once; nothing more is told. */
  void drop() {
    dropped = true;
    if (socket != null) {
      socket.abort();
    }
  }

  /** It takes nothing more, and the platform has not noticed: what it holds of it must go. */
  private void broken(String reason) {
    if (socket != null) {
      socket.abort();
    }
    lost(reason, null);
  }

  private void lost(String reason, @Nullable Integer status) {
    if (!dropped) {
      dropped = true;
      events.lost(this, reason, status);
    }
  }

  @Override
  public void onOpen(WebSocket opened) {
    heardAt = System.nanoTime();
    if (loop.post(() -> opened(opened))) {
      opened.request(1);
    } else {
      opened.abort();
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    heardAt = System.nanoTime();
    if (text.length() + part.length() > Json.MAX_LENGTH) {
      from.abort();
      loop.post(() -> lost("a message was longer than " + Json.MAX_LENGTH + " characters", null));
      return null;
    }
    text.append(part);
    if (!last) {
      return heard(from);
    }
    String message = text.toString();
    text.setLength(0);
    if (text.capacity() > 1 << 20) {
      text.trimToSize();
    }
    // As long as few wait to be read, more is asked for at once.
    boolean enough = unread.incrementAndGet() >= MOST_UNREAD;
    reading.execute(
        () -> {
          unread.decrementAndGet();
          read(message);
          if (enough) {
            from.request(1);
          }
        });
    if (enough) {
      heardAt = System.nanoTime();
      return null;
    }
    return heard(from);
  }

  private void read(String message) {
    JsonNode json = Json.parse(message);
    // What is no JSON is not for us, whatever it is.
    if (json != null) {
      loop.post(
          () -> {
            if (!dropped) {
              events.message(this, json);
            }
          });
    }
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
    return heard(from);
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer payload) {
    return heard(from);
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
    return heard(from);
  }

  private @Nullable CompletionStage<?> heard(WebSocket from) {
    heardAt = System.nanoTime();
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    String text = reason.isEmpty() ? "closed with " + code : "closed with " + code + ": " + reason;
    ended(text);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    ended(Reason.of(error));
  }

  /** The end comes behind the messages that are still to be read. */
  private void ended(String reason) {
    reading.execute(() -> loop.post(() -> lost(reason, null)));
  }
}
